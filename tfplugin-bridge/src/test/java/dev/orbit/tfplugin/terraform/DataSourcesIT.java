// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static dev.orbit.tfplugin.terraform.OrbitLab.LINK;
import static dev.orbit.tfplugin.terraform.OrbitLab.MAPPINGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.Diagnostic;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What Terraform reads of the agents and does not manage. */
class DataSourcesIT {

    private static final String TOPICS = """
            data "orbit_topics" "all" {}
            data "orbit_topics" "audit" {
              link        = "prod"
              topic_names = ["old-audit-1", "no-such-topic"]
            }
            output "all" { value = [for topic in data.orbit_topics.all.topics : topic.topic] }
            output "audit" { value = data.orbit_topics.audit.topics }
            """;

    @RegisterExtension
    final OrbitLab lab = new OrbitLab();

    @BeforeEach
    void start() throws Exception {
        lab.apply(LINK, MAPPINGS);
    }

    private String output(String name) throws Exception {
        return lab.terraform.run("output", "-json", name).exits(0).text().strip();
    }

    @Test
    void listsTopicsAndPicksThem() throws Exception {
        lab.agents.timeLag("old-audit-1", 4.5);

        lab.apply(LINK, MAPPINGS, TOPICS);

        assertThat(output("all")).isEqualTo("[\"old-audit-1\",\"old-audit-2\",\"orders\"]");
        assertThat(output("audit"))
                .contains(
                        "\"topic\":\"old-audit-1\"",
                        "\"link\":\"prod\"",
                        "\"source_topic\":\"audit-1\"",
                        "\"mapping\":\"audit-.*\"",
                        "\"state\":\"REJECT\"",
                        "\"time_lag_seconds\":4.5",
                        "\"error\":null")
                .doesNotContain("old-audit-2", "no-such-topic");
    }

    @Test
    void aFigureThatChangesIsNoDrift() throws Exception {
        String data = """
                data "orbit_topics" "all" {}
                """;
        lab.agents.timeLag("orders", 1.0);
        lab.apply(LINK, MAPPINGS, data);
        lab.agents.timeLag("orders", 99.0);

        lab.plan(LINK, MAPPINGS, data).exits(0);
    }

    @Test
    void listsLinksTheClusterMigrationsAndEvents() throws Exception {
        lab.apply(LINK, MAPPINGS, """
                data "orbit_cluster" "here" {}
                data "orbit_links" "all" {}
                data "orbit_migrations" "all" {}
                data "orbit_events" "orders" { topic_names = ["orders"] }
                output "cluster" { value = data.orbit_cluster.here }
                output "links" { value = data.orbit_links.all.links }
                output "counts" { value = data.orbit_migrations.all.counts }
                output "migrations" { value = data.orbit_migrations.all.migrations }
                output "events" { value = data.orbit_events.orders.events }
                """);

        assertThat(output("cluster")).isEqualTo("{\"agents\":[1],\"cluster_id\":\"destination-1\",\"coordinator\":1}");
        assertThat(output("links"))
                .isEqualTo("[{\"error\":null,\"name\":\"prod\",\"source_cluster_id\":\"source-cluster-1\","
                        + "\"state\":\"ACTIVE\"}]");
        assertThat(output("counts")).isEqualTo("{\"COMPLETE\":0,\"MIGRATING\":0,\"PROXY\":1,\"REJECT\":2}");
        assertThat(output("migrations")).isEqualTo("[]");
        assertThat(output("events"))
                .isEqualTo("[{\"attempt\":null,\"detail\":null,\"event\":\"matched\",\"link\":\"prod\",\"number\":1,"
                        + "\"time\":\"2026-01-02T03:04:05.678Z\",\"topic\":\"orders\"}]");
    }

    @Test
    void aCheckTellsInEveryPlanWhoWritesPastOrbit() throws Exception {
        String check = """
                data "orbit_diagnostics" "prod" { link = "prod" }
                check "nothing_needs_attention" {
                  assert {
                    condition     = length(data.orbit_diagnostics.prod.diagnostics) == 0
                    error_message = join("\\n", data.orbit_diagnostics.prod.diagnostics[*].message)
                  }
                }
                output "diagnostics" { value = data.orbit_diagnostics.prod.diagnostics }
                """;
        lab.agents.noticed(diagnostic("another", "theirs"));
        assertThat(lab.apply(LINK, MAPPINGS, check).text()).doesNotContain("Warning: Check block");
        assertThat(output("diagnostics")).isEqualTo("[]");

        lab.agents.noticed(diagnostic("prod", "orders"));

        assertThat(lab.plan(LINK, MAPPINGS, check).text())
                .contains("Warning: Check block assertion failed", "orders is written to")
                .doesNotContain("theirs is written to");
        lab.apply(LINK, MAPPINGS, check);
        assertThat(output("diagnostics"))
                .isEqualTo(
                        "[{\"denied\":null,\"last\":\"2026-01-02T03:05:00Z\",\"link\":\"prod\",\"message\":\"orders is written to\","
                                + "\"name\":\"unproxied_source_writes\",\"recognised\":null,\"records\":12,"
                                + "\"records_per_second\":0.5,\"share\":0.25,\"since\":\"2026-01-02T03:04:05Z\","
                                + "\"strays_topic\":null,\"topic\":\"orders\"}]");
    }

    private static Diagnostic diagnostic(String link, String topic) {
        return new Diagnostic(
                Diagnostic.UNPROXIED_SOURCE_WRITES,
                link,
                topic,
                "2026-01-02T03:04:05Z",
                "2026-01-02T03:05:00Z",
                12L,
                0.5,
                0.25,
                null,
                null,
                null,
                topic + " is written to");
    }

    @Test
    void aFilterOfTheWrongKindIsAnErrorAtItsLine() throws Exception {
        assertThat(lab.plan(LINK, MAPPINGS, "data \"orbit_topics\" \"all\" {\n  topic_names = { a = 1 }\n}\n")
                        .exits(1)
                        .text())
                .contains("Inappropriate value for attribute \"topic_names\"", "topic_names = { a = 1 }");
    }

    @Test
    void agentsThatAreAwayAreAnErrorOfTheDataSource() throws Exception {
        lab.terraform.run("state", "rm", "orbit_link.prod").exits(0);
        lab.terraform
                .run("state", "rm", "orbit_topic_mapping.orders", "orbit_topic_mapping.rest")
                .exits(0);
        lab.stopAgents();

        assertThat(lab.plan("data \"orbit_events\" \"all\" {}").exits(1).text())
                .contains("Error: Agent unreachable", "with data.orbit_events.all", lab.endpoint());
    }

    @Test
    void whileTheEndpointIsNotKnownItSaysHowToReadItAtApply() throws Exception {
        lab.terraform.run("destroy", "-auto-approve").exits(0);
        String provider = """
                resource "terraform_data" "agent" {
                  input = "%s"
                }
                provider "orbit" {
                  endpoint = terraform_data.agent.output
                }
                """.formatted(lab.endpoint());
        String data = "data \"orbit_cluster\" \"here\" {\n}\n";

        assertThat(lab.plan(provider, data).exits(1).text())
                .contains("The agents' endpoint is not known", "depends_on", "with data.orbit_cluster.here");
        String deferred = data.replace("{\n", "{\n  depends_on = [terraform_data.agent]\n");
        lab.apply(provider, deferred, "output \"id\" { value = data.orbit_cluster.here.cluster_id }");
        assertThat(output("id")).isEqualTo("\"destination-1\"");
    }
}
