// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static dev.orbit.tfplugin.terraform.OrbitLab.LINK;
import static dev.orbit.tfplugin.terraform.OrbitLab.MAPPINGS;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is wrong is told at validate or at plan, at the line where it is wrong. */
class PlanErrorsIT {

    @RegisterExtension
    final OrbitLab lab = new OrbitLab();

    private String validate(String... parts) throws Exception {
        return lab.terraform
                .config(OrbitLab.HEAD + String.join("\n", parts))
                .run("validate")
                .exits(1)
                .text();
    }

    @Test
    void tellsAllThatIsWrongWithALinkAtOnce() throws Exception {
        String text = validate("""
                resource "orbit_link" "prod" {
                  name                       = "no such name"
                  source_bootstrap_brokers   = [{ hostname = "kafka:9092", port = 9092 }]
                  source_cluster_credentials = { sasl_username_env = "hunter2" }
                }
                """);

        assertThat(text)
                .contains("Error: Invalid name", "on main.tf line 7")
                .contains("Error: Invalid hostname", "\"kafka:9092\" is not one host name or address")
                .contains(
                        "Error: Invalid env name",
                        "on main.tf line 9",
                        "source_cluster_credentials.sasl_username_env: ")
                .contains("Error: Incomplete credentials");
        assertThat(text.split("hunter2", -1))
                .as("shown only in the user's own source line")
                .hasSizeLessThan(6);
    }

    @Test
    void tellsABadPort() throws Exception {
        assertThat(validate(LINK.replace("9092", "99999")))
                .contains("source_bootstrap_brokers[0].port: 99999 is not an integer from 1 to 65535.");
        assertThat(validate(LINK.replace("9092", "90.5"))).contains("port: 90.5 is not an integer");
    }

    @Test
    void tellsWhereAValueIsMissingOrNotToBeGiven() throws Exception {
        assertThat(validate(LINK.replace("port = 9092", "port = null")))
                .contains("Error: Missing value", "source_bootstrap_brokers[0].port: port is required");
        assertThat(validate(LINK.replace("name   ", "id = \"x\"\n  name   ")))
                .contains("Error: Read-only attribute", "id = \"x\"");
        assertThat(validate(
                        LINK,
                        MAPPINGS.replace(
                                "auto_migration =", "topic_config = { \"retention.ms\" = null }\n auto_migration =")))
                .contains("Error: Null element", "topic_config[\"retention.ms\"]: ");
        assertThat(validate(LINK, MAPPINGS, OrbitLab.MIGRATION.replace("[\"orders\"]", "[null]")))
                .contains("Error: Null element", "topics = [null]")
                .doesNotContain("at fault");
    }

    @Test
    void tellsABadMappingThoughItsLinkIsNotKnownYet() throws Exception {
        assertThat(validate(LINK, MAPPINGS.replace("audit-.*", "audit-[")))
                .contains("Error: Invalid regex", "source_regex = \"audit-[\"");
        assertThat(validate(LINK, MAPPINGS.replace("source_topic ", "source_regex = \"x\"\n  source_topic ")))
                .contains("Error: Mixed mapping forms");
    }

    @Test
    void tellsTwoMappingsOntoOneTopicAtPlan() throws Exception {
        String text = lab.plan(LINK, MAPPINGS, """
                        resource "orbit_topic_mapping" "second" {
                          link              = orbit_link.prod.name
                          source_topic      = "payments"
                          destination_topic = "orders"
                          depends_on        = [orbit_topic_mapping.orders]
                        }
                        """).exits(1).text();

        assertThat(text)
                .contains("Error: Duplicate destination", "Two mappings lead to the destination topic \"orders\"")
                .contains("destination_topic = \"orders\"");
    }

    @Test
    void tellsTwoResourcesOfOneDocumentAtPlan() throws Exception {
        String unnamed = """
                resource "orbit_link" "%s" {
                  source_bootstrap_brokers = [{ hostname = "%s", port = 9092 }]
                }
                """;
        assertThat(lab.plan(unnamed.formatted("a", "a"), unnamed.formatted("b", "b"))
                        .exits(1)
                        .text())
                .contains("Error: Two resources are the same link", "creates the link \"default\"");

        String twice = "resource \"orbit_topic_mapping\" \"m\" {\n  count = 2\n  link = orbit_link.prod.name\n"
                + "  source_topic = \"orders\"\n}\n";
        assertThat(lab.plan(LINK, twice).exits(1).text())
                .contains("Error: Two resources are the same topic mapping", "\"prod/orders\"");
    }

    @Test
    void tellsTwoResourcesOfOneDocumentAtApplyWhenNoOneKnewBefore() throws Exception {
        String later = """
                resource "terraform_data" "later" {
                  input = "same"
                }
                resource "orbit_link" "twice" {
                  count                    = 2
                  name                     = terraform_data.later.output
                  source_bootstrap_brokers = [{ hostname = "h", port = 9092 }]
                }
                """;
        lab.plan(later).exits(2);

        assertThat(lab.terraform.run("apply", "-auto-approve").exits(1).text())
                .contains("Error: Two resources are the same link", "\"same\"");
        assertThat(lab.terraform.run("state", "list").output()).containsOnlyOnce("orbit_link.twice");
    }

    @Test
    void proposesToMoveWhatOnlyHasAnotherAddress() throws Exception {
        lab.apply(LINK, MAPPINGS);
        String renamed = MAPPINGS.replace("\"orders\" {", "\"sales\" {");

        for (int i = 0; i < 5; i++) {
            assertThat(lab.plan(LINK, renamed).exits(1).text())
                    .contains("\"prod/orders\" would be destroyed under one address and created under another")
                    .contains("moved {");
        }
    }

    @Test
    void tellsAtPlanThatTheProxyHasNoCredentials() throws Exception {
        String link = LINK.replace("auto_migration_source_cluster_credentials = {}", "");

        assertThat(lab.plan(link, MAPPINGS).exits(1).text())
                .contains("Error: Missing proxy credentials", "with orbit_topic_mapping.orders");
    }

    @Test
    void tellsWhichAgentDoesNotAnswer() throws Exception {
        String provider = "provider \"orbit\" {\n  endpoint = \"http://127.0.0.1:9\"\n}\n";

        assertThat(lab.plan(provider, LINK).exits(1).text())
                .contains("Error: Agent unreachable", "http://127.0.0.1:9", "Start an agent there");
    }

    @Test
    void endsAPlanThatWaitsForAnAgentWithoutAnAnswer() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String provider =
                    "provider \"orbit\" {\n  endpoint = \"http://127.0.0.1:" + silent.getLocalPort() + "\"\n}\n";
            String links = LINK + LINK.replace("prod", "other");
            Terraform.Command plan =
                    lab.terraform.config(OrbitLab.HEAD + provider + links).start("plan");
            try (Socket call = silent.accept()) {
                plan.process().toHandle().destroy();

                assertThat(plan.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(call.isConnected()).isTrue();
            }
            assertThat(plan.end().exits(1).text()).contains("Error: Interrupted", "with orbit_link.");
        }
    }

    @Test
    void tellsABadEndpoint() throws Exception {
        assertThat(lab.plan("provider \"orbit\" {\n  endpoint = \"localhost\"\n}\n", LINK)
                        .exits(1)
                        .text())
                .contains("Error: Invalid endpoint", "endpoint = \"localhost\"");
    }

    @Test
    void plansWhileTheEndpointIsNotKnown() throws Exception {
        String provider = """
                resource "terraform_data" "agent" {
                  input = "%s"
                }
                provider "orbit" {
                  endpoint = terraform_data.agent.output
                }
                """.formatted(lab.endpoint());

        assertThat(lab.plan(provider, LINK, MAPPINGS).exits(2).text()).contains("4 to add");
        lab.apply(provider, LINK, MAPPINGS);
        lab.plan(provider, LINK, MAPPINGS).exits(0);

        String elsewhere = provider.replace("input = \"", "triggers_replace = 1\n  input = \"");
        assertThat(lab.plan(elsewhere, LINK, MAPPINGS).exits(2).text()).contains("Warning: Not refreshed");
    }
}
