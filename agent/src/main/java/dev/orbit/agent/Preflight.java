// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import dev.orbit.agent.AgentSettings.InvalidSettingsException;
import dev.orbit.agent.broker.ListenerPorts;
import dev.orbit.agent.broker.LogDirectories;
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
import org.apache.kafka.common.config.ConfigException;

/** What would keep an agent from starting, looked at before anything is started: so it is told in one line each. */
final class Preflight {

    private static final int ANY_PORT = 0;
    private static final String KAFKAS_LOCK = ".lock";

    private Preflight() {}

    static void check(AgentSettings settings) throws InvalidSettingsException {
        List<Problem> problems = new ArrayList<>();
        try {
            for (String directory : LogDirectories.of(settings.kafka())) {
                unusable(Path.of(directory)).ifPresent(problems::add);
            }
            for (InetSocketAddress listener : ListenerPorts.of(settings.kafka())) {
                taken(listener, "listeners", "--port").ifPresent(problems::add);
            }
        } catch (ConfigException e) {
            problems.add(new Problem(
                    "invalid_setting", e.getMessage() + ".", null, "Correct it; it is a setting of Kafka."));
        }
        taken(new InetSocketAddress(settings.api().host(), settings.api().port()), ApiSettings.PORT, "--api-port")
                .ifPresent(problems::add);
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
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
        return new Problem(
                "unusable_directory",
                directory + " cannot hold the agent's data: " + why + ".",
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
