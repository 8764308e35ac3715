// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static dev.orbit.tfplugin.terraform.OrbitLab.LINK;
import static dev.orbit.tfplugin.terraform.OrbitLab.MAPPINGS;
import static dev.orbit.tfplugin.terraform.OrbitLab.MIGRATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.schemas.MigrationState;
import dev.orbit.tfplugin.fake.FakeAgentServer;
import dev.orbit.tfplugin.fake.FakeAgents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The installed provider in processes of its own, as terraform starts them. */
class InstalledProviderIT {

    private static final String ALL = OrbitLab.HEAD + LINK + MAPPINGS + MIGRATION;
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private static Path installation;

    private static InstalledProvider provider;

    private final FakeAgents agents = new FakeAgents();
    private FakeAgentServer agentServer;
    private Terraform terraform;

    @BeforeAll
    static void install() throws Exception {
        provider = new InstalledProvider(installation.resolve("mirror"));
        provider.install();
    }

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        terraform = Terraform.in(directory).withMirror(provider.mirror());
        // its links into the mirror lie where the mirror lies
        terraform.with(
                "TF_DATA_DIR", Files.createTempDirectory(installation, "data-").toString());
        agents.addSourceTopics("orders", "payments");
        agentServer = new FakeAgentServer(agents, "s3cret");
        terraform.with("ORBIT_ENDPOINT", agentServer.endpoint()).with("ORBIT_TOKEN", "s3cret");
    }

    @AfterEach
    void stop() {
        if (agentServer != null) {
            agentServer.close();
        }
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(provider.processes()).isEmpty());
    }

    @Test
    void servesAWholeLife() throws Exception {
        agents.onSnapshot(FakeAgents::completeMigrations);
        terraform.config(ALL);

        terraform.run("init").exits(0);
        terraform.run("validate").exits(0);
        terraform.run("plan", "-detailed-exitcode").exits(2);
        terraform.run("apply", "-auto-approve").exits(0);
        terraform.run("plan", "-detailed-exitcode").exits(0);
        terraform.run("destroy", "-auto-approve").exits(0);

        assertThat(agents.state("orders")).isEqualTo(MigrationState.COMPLETE);
    }

    @Test
    void writesNothingIntoItsPackage() throws Exception {
        terraform.config(OrbitLab.HEAD).run("init").exits(0);
        List<String> before = contents();
        terraform.run("validate").exits(0);
        terraform.config(OrbitLab.HEAD + LINK).run("plan").exits(0);

        assertThat(contents()).isEqualTo(before);
        assertThat(provider.install()).startsWith("Already installed: orbit-kafka/orbit 0.1.0");
        assertThat(contents()).isEqualTo(before);
    }

    private static List<String> contents() throws IOException {
        try (Stream<Path> files = Files.walk(provider.mirror())) {
            return files.map(file -> file + " " + file.toFile().length() + " "
                            + file.toFile().lastModified())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void servesWithoutTlsWhenTheHostWantsNone() throws Exception {
        terraform.with("TF_DISABLE_PLUGIN_TLS", "1").config(OrbitLab.HEAD + LINK);

        terraform.run("init").exits(0);
        terraform.run("plan").exits(0);
    }

    @Test
    void logsInTheFormThatTerraformParses() throws Exception {
        terraform
                .with("TF_LOG", "DEBUG")
                .config(OrbitLab.HEAD + LINK)
                .run("init")
                .exits(0);

        String output = terraform.run("plan").exits(0).output();

        assertThat(output)
                .contains("[INFO]  provider.terraform-provider-orbit_v0.1.0: serving")
                .contains("[DEBUG] provider.terraform-provider-orbit_v0.1.0: asked the agents: snapshot")
                .doesNotContain("{\"@");
        assertThat(terraform.with("TF_LOG", "INFO").run("plan").exits(0).output())
                .contains("[INFO]  provider.terraform-provider-orbit_v0.1.0: serving")
                .doesNotContain("asked the agents");
    }

    @Test
    void explainsItselfToWhoeverStartsItByHand() throws Exception {
        Process process = new ProcessBuilder(provider.launcher().toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(output).contains("Orbit's Terraform provider", "terraform init");
    }

    @Test
    void tellsThroughTerraformThatJavaIsMissing() throws Exception {
        terraform
                .with("JAVA_HOME", "/nowhere")
                .config(OrbitLab.HEAD + LINK)
                .run("init")
                .exits(0);

        assertThat(terraform.run("validate").exits(1).text()).contains("needs Java 17 or newer");
    }

    @Test
    void survivesAnInterruptAndSaysWhereThingsStand() throws Exception {
        terraform.config(OrbitLab.HEAD + LINK + MAPPINGS).run("init").exits(0);
        terraform.run("apply", "-auto-approve").exits(0);
        Terraform.Command apply = terraform.config(ALL).inItsOwnGroup().start("apply", "-auto-approve");
        apply.awaits(() -> agents.isMigrating("orders"));

        signal("-INT", "-" + apply.process().pid());
        Terraform.Result result = apply.end();

        assertThat(result.exits(1).text())
                .contains("orders: left while MIGRATING: the apply was interrupted")
                .doesNotContain("Plugin did not respond");
        assertThat(terraform.run("state", "list").output()).doesNotContain("orbit_auto_migration");
        agents.onSnapshot(FakeAgents::completeMigrations);
        terraform.run("apply", "-auto-approve").exits(0);
        assertThat(agents.state("orders")).isEqualTo(MigrationState.COMPLETE);
    }

    @Test
    void anInterruptedApplyKeepsWhatItHasDone() throws Exception {
        terraform.config(ALL).run("init").exits(0);
        Terraform.Command apply = terraform.inItsOwnGroup().start("apply", "-auto-approve");
        apply.awaits(() -> agents.isMigrating("orders"));

        signal("-INT", "-" + apply.process().pid());

        assertThat(apply.end().exits(1).text()).contains("orders: left while MIGRATING");
        assertThat(terraform.run("state", "list").output())
                .contains("orbit_link.prod", "orbit_topic_mapping.orders", "orbit_topic_mapping.rest")
                .doesNotContain("orbit_auto_migration");
    }

    @Test
    void endsByItselfWithEachCommand() throws Exception {
        terraform
                .with("TF_LOG", "DEBUG")
                .config(OrbitLab.HEAD + LINK)
                .run("init")
                .exits(0);

        assertThat(terraform.run("plan").exits(0).output())
                .contains("plugin process exited")
                .doesNotContain("failed to exit gracefully", "plugin exited before");
    }

    @Test
    void endsWithAHostThatWasKilled() throws Exception {
        terraform.config(OrbitLab.HEAD + LINK + MAPPINGS).run("init").exits(0);
        terraform.run("apply", "-auto-approve").exits(0);
        Terraform.Command apply = terraform.config(ALL).start("apply", "-auto-approve");
        apply.awaits(() -> agents.isMigrating("orders"));
        assertThat(provider.processes()).isNotEmpty();

        apply.process().destroyForcibly().waitFor();

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(provider.processes()).isEmpty());
    }

    private static void signal(String signal, String target) throws Exception {
        Process kill = new ProcessBuilder("kill", signal, "--", target).start();
        assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }
}
