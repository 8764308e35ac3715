// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import dev.orbit.agent.lab.ScratchDirectory;
import dev.orbit.tfplugin.fake.FakeAgentServer;
import dev.orbit.tfplugin.fake.FakeAgents;
import dev.orbit.tfplugin.handshake.PluginServer;
import dev.orbit.tfplugin.provider.OrbitProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Orbit's provider in this process, agents for it to speak to, and a terraform attached to it: of one test. */
final class OrbitLab implements AfterEachCallback {

    static final String ADDRESS = "registry.terraform.io/orbit-kafka/orbit";

    static final String HEAD = """
            terraform {
              required_providers {
                orbit = { source = "orbit-kafka/orbit" }
              }
            }
            """;

    static final String LINK = """
            resource "orbit_link" "prod" {
              name                     = "prod"
              source_bootstrap_brokers = [{ hostname = "kafka-1.example.com", port = 9092 }]
              auto_migration_source_cluster_credentials = {}
            }
            """;

    static final String MAPPINGS = """
            resource "orbit_topic_mapping" "orders" {
              link           = orbit_link.prod.name
              source_topic   = "orders"
              auto_migration = { enable = true }
            }
            resource "orbit_topic_mapping" "rest" {
              link               = orbit_link.prod.name
              priority           = 10
              source_regex       = "audit-.*"
              destination_prefix = "old-"
            }
            """;

    static final String MIGRATION = """
            resource "orbit_auto_migration" "all" {
              link   = orbit_topic_mapping.orders.link
              topics = ["orders"]
            }
            """;

    final FakeAgents agents = new FakeAgents();
    final Terraform terraform;
    private final ScratchDirectory directory;
    private final FakeAgentServer agentServer;
    private final PluginServer pluginServer;

    /** Skips the test where the program is missing. */
    OrbitLab() {
        Terraform.assumeInstalled();
        directory = ScratchDirectory.create("orbit-terraform");
        try {
            terraform = Terraform.in(directory.path());
            agentServer = new FakeAgentServer(agents, null);
            Map<String, String> environment = Map.of("ORBIT_ENDPOINT", agentServer.endpoint());
            pluginServer = PluginServer.startPlaintext(() -> new OrbitProvider(environment));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        terraform.attachedTo(pluginServer, ADDRESS);
        agents.addSourceTopics("orders", "payments", "audit-1", "audit-2");
    }

    /** Applies a configuration, which must succeed. */
    Terraform.Result apply(String... parts) throws IOException, InterruptedException {
        return terraform
                .config(HEAD + String.join("\n", parts))
                .run("apply", "-auto-approve")
                .exits(0);
    }

    /** Plans a configuration: exit code 0 for nothing to do, 2 for changes. */
    Terraform.Result plan(String... parts) throws IOException, InterruptedException {
        return terraform.config(HEAD + String.join("\n", parts)).run("plan", "-detailed-exitcode");
    }

    /** The next write is carried out, and its answer lost. */
    void loseNextAnswer() {
        agentServer.loseNextAnswer();
    }

    /** From now on nobody answers where the agents were. */
    void stopAgents() {
        agentServer.close();
    }

    String endpoint() {
        return agentServer.endpoint();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        pluginServer.close();
        agentServer.close();
        directory.close();
    }
}
