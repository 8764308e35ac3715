// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import dev.orbit.agent.AgentSettings.InvalidSettingsException;
import dev.orbit.agent.broker.ListenerPorts;
import dev.orbit.agent.broker.LogDirectories;
import dev.orbit.agent.broker.PluggedClasses;
import dev.orbit.schemas.Problem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** What would keep an agent from starting, looked at before anything is started: so it is told in one line each. */
final class Preflight {

    private static final int ANY_PORT = 0;
    private static final String KAFKAS_LOCK = ".lock";

    private Preflight() {}

    static void check(AgentSettings settings) throws InvalidSettingsException {
        List<Problem> problems = new ArrayList<>();
        try {
            kafkas(settings.kafka(), problems);
            if (problems.isEmpty()) {
                otherCluster(settings).ifPresent(problems::add);
            }
        } catch (KafkaException | IllegalArgumentException e) {
            // the first that Kafka comes upon
            String why = String.valueOf(e.getMessage()).replaceFirst("^requirement failed: ", "");
            problems.add(invalid(null, why.endsWith(".") ? why : why + "."));
        }
        taken(new InetSocketAddress(settings.api().host(), settings.api().port()), ApiSettings.PORT, "--api-port")
                .ifPresent(problems::add);
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
    }

    private static void kafkas(Properties kafka, List<Problem> problems) {
        String roles = kafka.getProperty("process.roles", "");
        if (!roles.isBlank() && !roles.contains("broker")) {
            problems.add(invalid("process.roles", "'" + roles + "' has no broker, which an agent is."));
            return;
        }
        for (String directory : LogDirectories.of(kafka)) {
            unusable(Path.of(directory)).ifPresent(problems::add);
        }
        for (InetSocketAddress listener : ListenerPorts.of(kafka)) {
            taken(listener, "listeners", "--port").ifPresent(problems::add);
        }
        PluggedClasses.unusable(kafka)
                .forEach((setting, why) -> problems.add(new Problem(
                        "invalid_setting",
                        why,
                        setting,
                        "Correct it, or put its jar where the agent's are (agent/target/lib).")));
    }

    /** It would join the one of its directories, whatever its settings say. */
    private static Optional<Problem> otherCluster(AgentSettings settings) {
        String wanted = settings.clusterId();
        try {
            return LogDirectories.clusterId(settings.kafka())
                    .filter(formatted -> wanted != null && !wanted.equals(formatted))
                    .map(formatted -> new Problem(
                            "other_cluster",
                            LogDirectories.of(settings.kafka()) + " belong to cluster " + formatted + ", and not to "
                                    + wanted + ".",
                            "orbit.cluster.id",
                            "Correct it, or leave it out; or name other directories (log.dirs)."));
        } catch (IOException e) {
            return Optional.of(unusable(e.getMessage() + "."));
        }
    }

    private static Problem invalid(@Nullable String setting, String why) {
        return new Problem("invalid_setting", why, setting, "Correct it; it is a setting of Kafka.");
    }

    private static Optional<Problem> unusable(Path directory) {
        Path existing = directory.toAbsolutePath();
        Path parent = existing.getParent();
        while (parent != null && !Files.exists(existing)) {
            existing = parent;
            parent = existing.getParent();
        }
        if (!Files.isDirectory(existing)) {
            return Optional.of(unusable(directory, existing + " is no directory"));
        }
        if (!Files.isWritable(existing)) {
            return Optional.of(unusable(directory, existing + " cannot be written to"));
        }
        return isLocked(directory.resolve(KAFKAS_LOCK))
                ? Optional.of(unusable(directory, "it is in use by another process"))
                : Optional.empty();
    }

    /** Kafka holds a lock on this file for as long as it uses the directory. */
    private static boolean isLocked(Path file) {
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (IOException e) {
            // Kafka will tell
            return false;
        }
    }

    private static Problem unusable(Path directory, String why) {
        return unusable(directory + " cannot hold the agent's data: " + why + ".");
    }

    private static Problem unusable(String message) {
        return new Problem(
                "unusable_directory",
                message,
                "log.dirs",
                "Name a directory that this user may create or write to (--data-dir).");
    }

    private static Optional<Problem> taken(InetSocketAddress address, String setting, String option) {
        if (address.getPort() == ANY_PORT) {
            return Optional.empty();
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(new Problem(
                    "address_not_available",
                    "cannot listen on " + address.getHostString() + ":" + address.getPort() + ": " + e.getMessage()
                            + ".",
                    setting,
                    "Choose another port (" + option + "), or stop the program that has it."));
        }
    }
}
