// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * An Orbit agent in a process of its own, as {@code orbit agent} runs it. It dies with this one, unless it is
 * {@link #release}d. Its log is {@code agent.log} in its directory. Not thread-safe.
 */
public final class AgentProcess extends LabProcess {

    // By name: the agent's program is built from everything else, and nothing else may depend on it.
    static final String MAIN_CLASS = "dev.orbit.agent.AgentMain";
    static final String READY_PREFIX = "orbit agent ready";

    private static final String HOST = "127.0.0.1";
    private static final List<String> SMALL_JVM =
            List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError");
    /** A process that ends before is found out at once; a machine with much else to do starts one slowly. */
    private static final Duration READY_WITHIN = Duration.ofMinutes(5);

    private static final Duration STOP_WITHIN = Duration.ofSeconds(30);

    private final Path directory;
    private final int port;
    private final int apiPort;

    private AgentProcess(Path directory, JavaProgram program, int port, int apiPort) {
        super(program, STOP_WITHIN);
        this.directory = directory;
        this.port = port;
        this.apiPort = apiPort;
    }

    /**
     * Starts an agent with an empty or earlier {@code directory/data} on free ports and returns once it is ready.
     *
     * @param jvmFlags of its process; none: those of a small JVM
     * @throws IllegalStateException if it does not come up; the message has the end of its log
     */
    public static AgentProcess start(Path directory, String... jvmFlags) {
        return start(directory, Map.of(), jvmFlags);
    }

    /** The same with more environment variables, which is where an agent finds credentials. */
    public static AgentProcess start(Path directory, Map<String, String> environment, String... jvmFlags) {
        int port = FreePorts.next();
        int apiPort = FreePorts.next();
        List<String> arguments = List.of(
                "agent",
                "--data-dir",
                dataDirectory(directory).toString(),
                "--port",
                Integer.toString(port),
                "--api-port",
                Integer.toString(apiPort));
        return start(directory, port, apiPort, arguments, environment, jvmFlags);
    }

    /** The same with a configuration file, which has what such an agent needs and these settings of Kafka and Orbit. */
    public static AgentProcess configured(Path directory, Map<String, String> settings) {
        return configured(directory, settings, Map.of());
    }

    /** The same with more environment variables, and in a JVM with these flags, or without any in a small one. */
    public static AgentProcess configured(
            Path directory, Map<String, String> settings, Map<String, String> environment, String... jvmFlags) {
        return configured(
                directory,
                needed -> {
                    Map<String, String> all = new TreeMap<>(needed);
                    all.putAll(settings);
                    return all;
                },
                environment,
                jvmFlags);
    }

    /** The same with a configuration file that is made of what such an agent needs. */
    public static AgentProcess configured(Path directory, UnaryOperator<Map<String, String>> configure) {
        return configured(directory, configure, Map.of());
    }

    private static AgentProcess configured(
            Path directory,
            UnaryOperator<Map<String, String>> configure,
            Map<String, String> environment,
            String... jvmFlags) {
        int port = FreePorts.next();
        int apiPort = FreePorts.next();
        Path file = directory.resolve("server.properties");
        try {
            Files.createDirectories(directory);
            Files.write(
                    file,
                    configure.apply(needed(directory, port, apiPort)).entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + entry.getValue())
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file + ".", e);
        }
        return start(directory, port, apiPort, List.of("agent", "--config", file.toString()), environment, jvmFlags);
    }

    /**
     * One of several agents of a cluster: it comes up once enough of the others have.
     *
     * @param nodeId 1 is the controller too
     * @param controllerPort of node 1
     * @param settings of Kafka and Orbit, over what such an agent needs
     */
    static AgentProcess member(Path directory, int nodeId, int controllerPort, Map<String, String> settings) {
        return configured(directory, needed -> {
            Map<String, String> all = new TreeMap<>(needed);
            String listeners = String.valueOf(needed.get("listeners"));
            String client = listeners.substring(0, listeners.indexOf(','));
            all.put("node.id", Integer.toString(nodeId));
            all.put("process.roles", nodeId == 1 ? "broker,controller" : "broker");
            all.put("controller.quorum.voters", "1@" + HOST + ":" + controllerPort);
            all.put("listeners", nodeId == 1 ? client + ",CONTROLLER://" + HOST + ":" + controllerPort : client);
            all.put("advertised.listeners", client);
            all.putAll(settings);
            return all;
        });
    }

    private static Map<String, String> needed(Path directory, int port, int apiPort) {
        int controllerPort = FreePorts.next();
        Map<String, String> all = new TreeMap<>(Map.of(
                "node.id", "1",
                "process.roles", "broker,controller",
                "controller.quorum.voters", "1@" + HOST + ":" + controllerPort,
                "controller.listener.names", "CONTROLLER",
                "listeners", "PLAINTEXT://" + HOST + ":" + port + ",CONTROLLER://" + HOST + ":" + controllerPort,
                "log.dirs", dataDirectory(directory).toString(),
                "broker.session.timeout.ms", "3000",
                "broker.heartbeat.interval.ms", "1000",
                "orbit.api.port", Integer.toString(apiPort),
                "orbit.state.replication.factor", "1"));
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            all.put(topic + ".replication.factor", "1");
        }
        all.put("transaction.state.log.min.isr", "1");
        all.put("share.coordinator.state.topic.min.isr", "1");
        return all;
    }

    private static AgentProcess start(
            Path directory,
            int port,
            int apiPort,
            List<String> arguments,
            Map<String, String> environment,
            String... jvmFlags) {
        JavaProgram program = new JavaProgram(
                MAIN_CLASS,
                arguments,
                jvmFlags.length == 0 ? SMALL_JVM : List.of(jvmFlags),
                environment,
                directory.resolve("agent.log"),
                READY_PREFIX,
                READY_WITHIN);
        return new AgentProcess(directory, program, port, apiPort);
    }

    @Override
    public String bootstrapServers() {
        return HOST + ":" + port;
    }

    /** Where its HTTP API is, the same after every restart. */
    public URI endpoint() {
        return URI.create("http://" + HOST + ":" + apiPort);
    }

    @Override
    public Path dataDirectory() {
        return dataDirectory(directory);
    }

    private static Path dataDirectory(Path directory) {
        return directory.resolve("data");
    }
}
