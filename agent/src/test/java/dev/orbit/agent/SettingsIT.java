// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.FreePorts;
import dev.orbit.agent.lab.JavaProcess;
import dev.orbit.agent.lab.JavaProgram;
import dev.orbit.agent.trial.Api;
import dev.orbit.agent.trial.Cluster;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The agent's program: what it is started with, how it says no, and how it ends. */
@Timeout(120)
class SettingsIT {

    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(15);

    @TempDir
    Path directory;

    /** How a run that could not start ended. */
    private record Refusal(int exitCode, String output) {}

    @Test
    void runsFromKafkasOwnFileAndStopsWhenToldTo() throws Exception {
        int port = FreePorts.next();
        int apiPort = FreePorts.next();
        Path file = config(port, apiPort, Map.of("message.max.bytes", "2000000", "num.partitions", "3"));
        JavaProgram program = fromFile(file);
        Path log = Path.of(file + ".log");
        Api api = new Api(URI.create("http://127.0.0.1:" + apiPort));
        String clusterId;
        try (JavaProcess agent = JavaProcess.start(program);
                Cluster cluster = new Cluster("127.0.0.1:" + port)) {
            assertThat(agent.readyLine()).contains("127.0.0.1:" + port, "127.0.0.1:" + apiPort);
            clusterId = api.snapshot().cluster().clusterId();
            assertThat(clusterId).isEqualTo("OrbitSettingsTestABCDE");
            assertThat(brokerConfig(cluster.admin()).get("message.max.bytes").value())
                    .isEqualTo("2000000");
            // within a lease, and half as much again
            assertThat(brokerConfig(cluster.admin())
                            .get("replica.lag.time.max.ms")
                            .value())
                    .isEqualTo("8000");
            cluster.createTopic("kept", 1);
            cluster.produce("kept", 0, "before the stop");

            long askedNanos = System.nanoTime();
            agent.stop(STOPS_WITHIN);
            assertThat(Duration.ofNanos(System.nanoTime() - askedNanos)).isLessThan(STOPS_WITHIN);
        }
        assertThat(Files.readString(log))
                .contains("stopping")
                .doesNotContain("\tat ", "ERROR", "did not stop cleanly")
                .doesNotContain("Exception in thread");

        try (JavaProcess again = JavaProcess.start(program);
                Cluster cluster = new Cluster("127.0.0.1:" + port)) {
            assertThat(again.isAlive()).isTrue();
            assertThat(api.snapshot().cluster().clusterId()).isEqualTo(clusterId);
            assertThat(cluster.values("kept")).containsExactly("before the stop");
            // a second agent on the same directory, by mistake
            Refusal second = run(
                    "--config",
                    config(FreePorts.next(), FreePorts.next(), Map.of()).toString());
            assertThat(second.output()).contains(directory.resolve("data").toString());
            assertRefused(second, "in use by another process");
        }
        assertThat(Files.readString(log)).doesNotContain("unclean", "Recovering");
    }

    @Test
    void threeAgentsStartFromTheExample() throws Exception {
        String example = Files.readString(Path.of("..", "examples", "agent", "server.properties"));
        for (int id = 1; id <= 3; id++) {
            example = example.replace("agent-" + id + ".example.com:9093", "127.0.0.1:" + FreePorts.next());
        }
        List<CompletableFuture<JavaProcess>> starting = new ArrayList<>();
        for (int id = 1; id <= 3; id++) {
            Path file = Files.writeString(directory.resolve("agent-" + id + ".properties"), ofAgent(example, id));
            // none is ready before there are enough of them for the state's replicas
            starting.add(CompletableFuture.supplyAsync(() -> JavaProcess.start(fromFile(file))));
        }
        try {
            for (CompletableFuture<JavaProcess> agent : starting) {
                assertThat(agent.get(READY_WITHIN.toSeconds(), TimeUnit.SECONDS).readyLine())
                        .contains("cluster Rk9SLU9SQklULUVYQU1QTA");
            }
        } finally {
            starting.forEach(agent -> agent.thenAccept(JavaProcess::kill).join());
        }
    }

    private String ofAgent(String example, int id) {
        int port = FreePorts.next();
        String voter = example.lines()
                .filter(line -> line.startsWith("controller.quorum.voters="))
                .map(line -> line.replaceAll(".*" + id + "@([^,]*).*", "$1"))
                .findFirst()
                .orElseThrow();
        return example.replace("node.id=1", "node.id=" + id)
                        .replaceAll(
                                "(?m)^listeners=.*",
                                "listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://" + voter)
                        .replaceAll(
                                "(?m)^advertised.listeners=.*",
                                "advertised.listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://" + voter)
                        .replace(
                                "/var/lib/orbit",
                                directory.resolve("example-" + id).toString())
                + "\norbit.api.port=" + FreePorts.next() + "\n";
    }

    private JavaProgram fromFile(Path file) {
        return new JavaProgram(
                AgentMain.class.getName(),
                List.of("agent", "--config", file.toString()),
                List.of("-Xmx512m", "-XX:+UseSerialGC"),
                Map.of(),
                Path.of(file + ".log"),
                "orbit agent ready",
                READY_WITHIN);
    }

    /** What it waits for may never come. */
    @ParameterizedTest
    @CsvSource({
        "orbit.state.replication.factor, 3, __orbit_state cannot be created yet, cannot be created yet",
        "controller.quorum.voters, '7@127.0.0.1:%d,8@127.0.0.1:%d', Node may not be available, waits for a controller"
    })
    void saysWhatItWaitsForAndStopsWhenToldToBeforeItIsReady(String setting, String value, String waits, String answer)
            throws Exception {
        int controllerPort = FreePorts.next();
        Map<String, String> settings = new HashMap<>(Map.of(
                "controller.quorum.voters",
                "7@127.0.0.1:" + controllerPort,
                "listeners",
                "PLAINTEXT://127.0.0.1:" + FreePorts.next() + ",CONTROLLER://127.0.0.1:" + controllerPort));
        settings.put(setting, value.formatted(controllerPort, FreePorts.next()));
        int apiPort = FreePorts.next();
        Path file = config(FreePorts.next(), apiPort, settings);
        Path output = directory.resolve("waiting.txt");
        Process process = start(output, "--config", file.toString());
        try {
            await().atMost(READY_WITHIN)
                    .untilAsserted(() -> assertThat(output).content().contains(waits));
            for (String path : List.of("/v1/health", "/v1/snapshot")) {
                HttpResponse<String> refused = get(apiPort, path);
                assertThat(refused.statusCode()).as(path).isEqualTo(503);
                assertThat(refused.body()).contains("not_ready", answer);
            }

            // SIGTERM
            process.destroy();

            assertThat(process.waitFor(STOPS_WITHIN.toSeconds(), TimeUnit.SECONDS))
                    .as("it ends by itself")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static HttpResponse<String> get(int apiPort, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + apiPort + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void refusesPortsThatAreNone() throws Exception {
        assertRefused(alone("99999", "0"), "--port", "99999", "65535");
        assertRefused(alone("0", "-1"), "--api-port", "-1");
        Refusal text = alone("x", "0");
        assertThat(text.exitCode()).isEqualTo(1);
        assertThat(text.output()).contains("--port", "'x'").doesNotContain("\tat ");
    }

    /** Both at once, before anything is started. */
    @Test
    void refusesPortsThatAreTaken() throws Exception {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Refusal refusal = alone(Integer.toString(one.getLocalPort()), Integer.toString(other.getLocalPort()));

            assertRefused(
                    refusal,
                    "127.0.0.1:" + one.getLocalPort(),
                    "127.0.0.1:" + other.getLocalPort(),
                    "--port",
                    "--api-port");
        }
    }

    @Test
    void refusesADirectoryItCannotWriteTo() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "in the way");

        for (Path unusable : List.of(file, file.resolve("below"))) {
            assertRefused(
                    run("--data-dir", unusable.toString(), "--port", "0", "--api-port", "0"),
                    unusable.toString(),
                    "--data-dir");
        }
        assertThat(file).hasContent("in the way");
    }

    @Test
    void refusesAConfigurationItCannotRead() throws Exception {
        Path missing = directory.resolve("missing.properties");

        assertRefused(run("--config", missing.toString()), missing.toString(), "no such file");
        assertRefused(run("--config", directory.toString()), directory.toString(), "directory");
    }

    @Test
    void refusesSettingsItDoesNotHaveOrCannotUse() throws Exception {
        Path file = config(
                FreePorts.next(),
                FreePorts.next(),
                Map.of("orbit.api.prot", "8080", "orbit.lease.ms", "soon", "orbit.api.host", "0.0.0.0"));
        assertRefused(
                run("--config", file.toString()),
                "orbit.api.prot",
                "orbit.lease.ms: 'soon'",
                "orbit.api.host",
                "0.0.0.0",
                "loopback",
                "[api_without_tls]",
                "[api_without_token]");

        assertRefused(
                run(
                        "--config",
                        config(
                                        FreePorts.next(),
                                        FreePorts.next(),
                                        Map.of("orbit.api.ssl.keystore.location", "missing.pem"))
                                .toString()),
                "orbit.api.ssl.keystore.location",
                "missing.pem");

        assertRefused(
                run(
                        "--config",
                        config(
                                        FreePorts.next(),
                                        FreePorts.next(),
                                        Map.of("orbit.lease.ms", "2000", "orbit.state.replication.factor", "3"))
                                .toString()),
                "orbit.lease.ms: '2000'",
                "5000");

        Path kafkas = config(FreePorts.next(), FreePorts.next(), Map.of("num.partitions", "many"));
        assertRefused(run("--config", kafkas.toString()), "num.partitions", "many");
    }

    private void assertRefused(Refusal refusal, String... words) {
        assertThat(refusal.exitCode()).as(refusal.output()).isEqualTo(1);
        assertThat(refusal.output()).startsWith("orbit: ").contains(words).doesNotContain("\tat ", "ERROR", "WARN");
        assertThat(directory.resolve("new")).doesNotExist();
    }

    private Refusal alone(String port, String apiPort) throws Exception {
        return run("--data-dir", directory.resolve("new").toString(), "--port", port, "--api-port", apiPort);
    }

    private static Process start(Path output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                AgentMain.class.getName(),
                "agent"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private Refusal run(String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "refusal", ".txt");
        Process process = start(output, arguments);
        try {
            assertThat(process.waitFor(READY_WITHIN.toSeconds(), TimeUnit.SECONDS))
                    .as("it ends by itself")
                    .isTrue();
            return new Refusal(process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
        }
    }

    private Path config(int port, int apiPort, Map<String, String> more) throws IOException {
        int controllerPort = FreePorts.next();
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "node.id", "7",
                "process.roles", "broker,controller",
                "controller.quorum.voters", "7@127.0.0.1:" + controllerPort,
                "controller.listener.names", "CONTROLLER",
                "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "log.dirs", directory.resolve("data").toString(),
                "offsets.topic.replication.factor", "1",
                "orbit.cluster.id", "OrbitSettingsTestABCDE",
                "orbit.state.replication.factor", "1",
                "orbit.api.port", Integer.toString(apiPort)));
        properties.putAll(more);
        Path file = Files.createTempFile(directory, "server", ".properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        return file;
    }

    private static Config brokerConfig(Admin admin) throws Exception {
        ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, "7");
        return admin.describeConfigs(List.of(broker))
                .all()
                .get(30, TimeUnit.SECONDS)
                .get(broker);
    }
}
