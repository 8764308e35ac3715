// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.reconciler.cli.OrbitCommand;
import dev.orbit.tfplugin.handshake.PluginServer;
import dev.orbit.tfplugin.provider.OrbitProvider;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent whose API is on the network, where it wants a certificate and a token; orbit and terraform ask it from there. */
@Timeout(300)
class NetworkApiIT {

    private static final String PASSWORD = "changeit";
    private static final Map<String, String> TOKEN = Map.of("ORBIT_TOKEN", "s3cret");

    @TempDir
    private static Path directory;

    private static Path authority;
    private static Path client;
    private static String endpoint;
    private static AgentProcess agent;

    @BeforeAll
    static void start() throws Exception {
        String host = address();
        Path own = identity("agent", "ip:" + host);
        client = identity("client", "dns:client");
        // each is its own authority
        authority = own;
        agent = AgentProcess.configured(
                Files.createDirectory(directory.resolve("data")),
                Map.of(
                        "orbit.api.host", "0.0.0.0",
                        "orbit.api.ssl.keystore.type", "PEM",
                        "orbit.api.ssl.keystore.location", own.toString(),
                        "orbit.api.ssl.client.auth", "required",
                        "orbit.api.ssl.truststore.type", "PEM",
                        "orbit.api.ssl.truststore.location", client.toString()),
                Map.of("ORBIT_API_TOKEN", "s3cret"));
        endpoint = "https://" + host + ":" + agent.endpoint().getPort();
    }

    @AfterAll
    static void stop() {
        if (agent != null) {
            agent.close();
        }
    }

    /** One of this machine that is no loopback address, or one that Orbit does not take for such. */
    private static String address() throws Exception {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .map(address -> address.getHostAddress())
                .findFirst()
                .orElse("127.0.0.2");
    }

    /** A file with a key and its certificate. */
    private static Path identity(String name, String names) throws Exception {
        Path store = directory.resolve(name + ".p12");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-alias", "key", "-keyalg", "EC", "-dname", "CN=" + name));
        command.addAll(List.of("-ext", "SAN=" + names, "-validity", "30", "-storetype", "PKCS12"));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(command).inheritIO().start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IllegalStateException("keytool failed");
        }
        KeyStore loaded = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            loaded.load(in, PASSWORD.toCharArray());
        }
        return Files.writeString(
                directory.resolve(name + ".pem"),
                pem("PRIVATE KEY", loaded.getKey("key", PASSWORD.toCharArray()).getEncoded())
                        + pem("CERTIFICATE", loaded.getCertificate("key").getEncoded()));
    }

    private static String pem(String label, byte[] der) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
    }

    private record Ended(int exitCode, String output) {}

    /** Of {@code orbit status}, in a process of its own. */
    private static Ended status(Map<String, String> environment, String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(OrbitCommand.class.getName(), "status", "--endpoint", endpoint));
        command.addAll(List.of(options));
        Path output = Files.createTempFile(directory, "status", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void orbitStatusShowsWhatAnAgentWants() throws Exception {
        Map<String, String> environment = new HashMap<>(TOKEN);
        environment.put("ORBIT_CA_FILE", authority.toString());
        environment.put("ORBIT_CLIENT_CERT_FILE", client.toString());

        Ended byEnvironment = status(environment);
        assertThat(byEnvironment.exitCode()).as(byEnvironment.output()).isZero();
        Ended byOptions = status(TOKEN, "--ca-file", authority.toString(), "--client-cert-file", client.toString());
        assertThat(byOptions.exitCode()).as(byOptions.output()).isZero();
    }

    @Test
    void orbitStatusTellsWhatIsMissing() throws Exception {
        Ended untrusting = status(TOKEN, "--client-cert-file", client.toString());
        assertThat(untrusting.exitCode()).isEqualTo(1);
        assertThat(untrusting.output())
                .contains("[agent_tls_failed]", "ORBIT_CA_FILE")
                .doesNotContain("\tat ");

        Ended unknown = status(TOKEN, "--ca-file", authority.toString());
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.output())
                .contains("client certificate", "ORBIT_CLIENT_CERT_FILE")
                .doesNotContain("\tat ");

        Ended tokenless = status(Map.of(), "--ca-file", authority.toString(), "--client-cert-file", client.toString());
        assertThat(tokenless.exitCode()).isEqualTo(1);
        assertThat(tokenless.output()).contains("[unauthorized]");
    }

    @Test
    void terraformReadsAndIsToldWhatIsMissing(@TempDir Path own) throws Exception {
        Terraform terraform = Terraform.in(own);
        try (PluginServer server = PluginServer.startPlaintext(() -> new OrbitProvider(TOKEN))) {
            terraform.attachedTo(server, OrbitLab.ADDRESS);
            String data = """
                    data "orbit_cluster" "here" {}
                    output "agents" { value = data.orbit_cluster.here.agents }
                    """;
            terraform.config(OrbitLab.HEAD + provider("ca_file = \"" + authority + "\"") + data);
            assertThat(terraform.run("plan").exits(1).text()).contains("client_cert_file");

            terraform.config(OrbitLab.HEAD
                    + provider("ca_file = \"" + authority + "\"", "client_cert_file = \"" + client + "\"")
                    + data);
            assertThat(terraform.run("apply", "-auto-approve").exits(0).text()).contains("agents = [");
        }
    }

    private static String provider(String... attributes) {
        return "provider \"orbit\" {\n  endpoint = \"" + endpoint + "\"\n  " + String.join("\n  ", attributes)
                + "\n}\n";
    }
}
