// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import dev.orbit.agent.AgentSettings.InvalidSettingsException;
import dev.orbit.schemas.Problem;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs an agent until the process is told to stop. */
@Command(
        name = "agent",
        description = "Runs an agent: an Apache Kafka broker with Orbit inside.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class AgentCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(AgentCommand.class);

    private static final int PORT_MAX = 65_535;

    /** Less than what service managers wait before they kill. */
    private static final long STOP_STARTING_MS = 5_000;

    @ArgGroup(multiplicity = "1")
    private @Nullable Where where;

    private static final class Where {
        @ArgGroup(exclusive = false)
        private @Nullable Alone alone;

        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "Kafka's server.properties, with orbit.* keys beside Kafka's.")
        private @Nullable Path config;
    }

    private static final class Alone {
        @Option(
                names = "--data-dir",
                required = true,
                paramLabel = "DIR",
                description = "Where the agent keeps its data; formatted when new.")
        private @Nullable Path dataDirectory;

        @Option(names = "--port", defaultValue = "9092", description = "For Kafka clients (default: ${DEFAULT-VALUE}).")
        private int port;

        @Option(
                names = "--api-port",
                defaultValue = "8080",
                description = "For the HTTP API (default: ${DEFAULT-VALUE}).")
        private int apiPort;
    }

    @Override
    public Integer call() throws Exception {
        AgentSettings settings = settings();
        Preflight.check(settings);
        try (Agent agent = Agent.of(settings)) {
            CountDownLatch stopped = stopOnSignal();
            Agent.Addresses addresses = agent.start();
            isReady = true;
            System.out.printf(
                    "orbit agent ready: kafka on %s, api on %s://%s:%d, cluster %s, broker %d%n",
                    addresses.kafka(),
                    settings.api().scheme(),
                    inUrl(settings.api().host()),
                    addresses.apiPort(),
                    addresses.clusterId(),
                    addresses.nodeId());
            System.out.flush();
            stopped.await();
            LOG.info("stopping");
        } catch (InterruptedException e) {
            LOG.info("stopped before it was ready");
        } finally {
            finished.countDown();
        }
        return 0;
    }

    /** An IPv6 address stands in brackets there. */
    private static String inUrl(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean isReady;

    /**
     * The JVM ends when its shutdown hooks do: so the hook waits until the agent has stopped. One that is not ready may wait
     * for others that never come: it is interrupted, and not waited for beyond a bound.
     */
    private CountDownLatch stopOnSignal() {
        CountDownLatch stop = new CountDownLatch(1);
        Thread running = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop.countDown();
            try {
                if (isReady) {
                    finished.await();
                } else {
                    running.interrupt();
                    var unused = finished.await(STOP_STARTING_MS, TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            LogManager.shutdown();
        }));
        return stop;
    }

    private AgentSettings settings() throws InvalidSettingsException, IOException {
        if (where == null) {
            throw new IllegalStateException("picocli demands one of the two");
        }
        Alone alone = where.alone;
        if (alone != null && alone.dataDirectory != null) {
            requirePort("--port", alone.port);
            requirePort("--api-port", alone.apiPort);
            return AgentSettings.alone(alone.dataDirectory, alone.port, freePort(), alone.apiPort, System.getenv());
        }
        return AgentSettings.of(where.config == null ? new Properties() : read(where.config), System.getenv());
    }

    private static void requirePort(String option, int port) throws InvalidSettingsException {
        if (port < 0 || port > PORT_MAX) {
            throw new InvalidSettingsException(List.of(new Problem(
                    "invalid_port",
                    port + " is not a port from 0 to " + PORT_MAX + ".",
                    option,
                    "Choose one that is free; 0 leaves the choice to the system.")));
        }
    }

    static Properties read(Path file) throws InvalidSettingsException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            return properties;
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidSettingsException(List.of(new Problem(
                    "file_unreadable",
                    "cannot read " + file + ": " + why(e) + ".",
                    "--config",
                    "Name a properties file that this user may read.")));
        }
    }

    /** The message of some says nothing but which file it was. */
    private static String why(Exception e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "this user may not read it";
        }
        return e instanceof CharacterCodingException ? "it is not UTF-8" : String.valueOf(e.getMessage());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
