// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.tfplugin.fake.FakeAgentServer;
import dev.orbit.tfplugin.fake.FakeAgents;
import dev.orbit.tfplugin.handshake.PluginServer;
import dev.orbit.tfplugin.provider.OrbitProvider;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Neither the token nor a credential of a source is in anything that terraform writes. */
class SecretsIT {

    private static final String TOKEN = "t0ken-of-the-api";
    private static final String USERNAME = "us3r-of-the-source";
    private static final String PASSWORD = "p4ssword-of-the-source";

    private static final String LINK = """
            resource "orbit_link" "prod" {
              source_bootstrap_brokers   = [{ hostname = "h", port = 9092 }]
              source_cluster_credentials = {
                sasl_username_env = "ORBIT_SASL_USERNAME"
                sasl_password_env = "ORBIT_SASL_PASSWORD"
                sasl_mechanism    = "plain"
              }
            }
            """;

    @Test
    void stateAndPlanFilesHoldNamesOnly(@TempDir Path directory) throws Exception {
        FakeAgents agents = new FakeAgents();
        Map<String, String> environment =
                Map.of("ORBIT_TOKEN", TOKEN, "ORBIT_SASL_USERNAME", USERNAME, "ORBIT_SASL_PASSWORD", PASSWORD);
        try (FakeAgentServer agent = new FakeAgentServer(agents, TOKEN);
                PluginServer server = PluginServer.startPlaintext(() -> new OrbitProvider(environment))) {
            Terraform terraform = Terraform.in(directory).attachedTo(server, OrbitProvider.ADDRESS);
            String provider = "provider \"orbit\" {\n  endpoint = \"" + agent.endpoint() + "\"\n}\n";
            terraform.config(OrbitLab.HEAD + provider + LINK);
            terraform.run("plan", "-out=saved").exits(0);
            terraform.run("apply", "saved").exits(0);
            assertNamesOnly(directory);

            terraform.config(OrbitLab.HEAD + provider + LINK.replace("\"h\"", "\"other\""));
            terraform.run("apply", "-refresh-only", "-auto-approve").exits(0);
            terraform.run("plan", "-out=saved").exits(0);
            assertNamesOnly(directory);

            terraform.run("state", "rm", "orbit_link.prod").exits(0);
            terraform.run("import", "orbit_link.prod", "default").exits(0);
            assertNamesOnly(directory);
        }
    }

    private static void assertNamesOnly(Path directory) throws Exception {
        assertThat(everythingIn(directory))
                .contains("ORBIT_SASL_PASSWORD")
                .doesNotContain(TOKEN)
                .doesNotContain(USERNAME)
                .doesNotContain(PASSWORD);
    }

    /** What is not known yet beside it does not let it through to an apply. */
    @Test
    void aSecretInPlaceOfAVariablesNameIsRefusedBeforeItIsPlanned(@TempDir Path directory) throws Exception {
        try (FakeAgentServer agent = new FakeAgentServer(new FakeAgents(), TOKEN);
                PluginServer server = PluginServer.startPlaintext(() -> new OrbitProvider(Map.of()))) {
            Terraform terraform = Terraform.in(directory)
                    .attachedTo(server, OrbitProvider.ADDRESS)
                    .with("TF_VAR_password", PASSWORD);
            String provider = "provider \"orbit\" {\n  endpoint = \"" + agent.endpoint() + "\"\n}\n";
            String host = "resource \"terraform_data\" \"host\" {\n  input = \"h\"\n}\n";
            String variable = "variable \"password\" {\n  sensitive = true\n}\n";
            terraform.config(OrbitLab.HEAD
                    + provider
                    + host
                    + variable
                    + LINK.replace("\"h\"", "terraform_data.host.output")
                            .replace("\"ORBIT_SASL_PASSWORD\"", "var.password"));

            Terraform.Result planned = terraform.run("plan", "-out=saved").exits(1);

            assertThat(planned.text())
                    .contains("Error: Invalid env name", "The value (not shown)")
                    .doesNotContain("orbit_link.prod will be created", PASSWORD);
        }
    }

    @Test
    void aTokenInAVariableIsHiddenAndNotInTheState(@TempDir Path directory) throws Exception {
        FakeAgents agents = new FakeAgents();
        try (FakeAgentServer agent = new FakeAgentServer(agents, TOKEN);
                PluginServer server = PluginServer.startPlaintext(() -> new OrbitProvider(Map.of()))) {
            Terraform terraform = Terraform.in(directory)
                    .attachedTo(server, OrbitProvider.ADDRESS)
                    .with("TF_VAR_token", TOKEN)
                    .with("TF_LOG", "TRACE");
            terraform.config(OrbitLab.HEAD + "variable \"token\" {\n  ephemeral = true\n  sensitive = true\n}\n"
                    + "provider \"orbit\" {\n  endpoint = \"" + agent.endpoint() + "\"\n  token = var.token\n}\n"
                    + LINK);
            Terraform.Result planned = terraform.run("plan", "-out=saved").exits(0);
            Terraform.Result applied = terraform.run("apply", "saved").exits(0);

            assertThat(planned.output() + applied.output()).doesNotContain(TOKEN);
            Files.list(directory)
                    .filter(file -> file.toString().endsWith(".txt"))
                    .forEach(file -> file.toFile().delete());
            assertThat(everythingIn(directory)).doesNotContain(TOKEN);
        }
    }

    /** In another process than the test, which does not log as the provider does; at the level where it tells most. */
    @Test
    void theProvidersOwnLogHoldsNoSecret(@TempDir Path directory, @TempDir Path installation) throws Exception {
        InstalledProvider provider = new InstalledProvider(installation.resolve("mirror"));
        provider.install();
        try (FakeAgentServer agent = new FakeAgentServer(new FakeAgents(), TOKEN)) {
            Path log = directory.resolve("terraform.log");
            Terraform terraform = Terraform.in(directory)
                    .withMirror(provider.mirror())
                    .with("TF_DATA_DIR", installation.resolve("data").toString())
                    .with("TF_LOG", "TRACE")
                    .with("TF_LOG_PATH", log.toString())
                    .with("ORBIT_TOKEN", TOKEN)
                    .with("ORBIT_SASL_USERNAME", USERNAME)
                    .with("ORBIT_SASL_PASSWORD", PASSWORD)
                    .config(OrbitLab.HEAD + "provider \"orbit\" {\n  endpoint = \"" + agent.endpoint() + "\"\n}\n"
                            + LINK);
            String output = terraform.run("init").exits(0).output()
                    + terraform.run("apply", "-auto-approve").exits(0).output()
                    + terraform.run("plan").exits(0).output()
                    + terraform
                            .with("ORBIT_TOKEN", "wr0ng-token")
                            .run("plan")
                            .exits(1)
                            .output();

            assertThat(Files.readString(log))
                    .contains("provider.terraform-provider-orbit", "asked the agents: snapshot", "Unauthorized")
                    .doesNotContain(TOKEN, USERNAME, PASSWORD, "wr0ng-token");
            assertThat(output).doesNotContain(TOKEN, USERNAME, PASSWORD, "wr0ng-token");
        }
    }

    /** All files as text, plan files unpacked. */
    private static String everythingIn(Path directory) throws Exception {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (file.getFileName().toString().equals("saved")) {
                    text.append(unpacked(file));
                } else {
                    text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
        return text.toString();
    }

    private static String unpacked(Path plan) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipFile zip = new ZipFile(plan.toFile())) {
            for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
                zip.getInputStream(entry).transferTo(bytes);
            }
        }
        assertThat(bytes.size()).isPositive();
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
