// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import static dev.orbit.reconciler.cli.CommandHarness.LINK;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orbit.reconciler.client.AgentException;
import dev.orbit.reconciler.documents.Documents;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ApplyCommandTest {

    @RegisterExtension
    final CommandHarness orbit = new CommandHarness();

    @Test
    void planApplyPlanDrift() throws IOException {
        String file = orbit.document(LINK);

        assertThat(orbit.run("plan", file)).isEqualTo(2);
        assertThat(orbit.out()).contains("+ link \"default\"", "Plan: 2 to create", "orbit apply " + file);
        assertThat(orbit.run("drift", file)).isEqualTo(2);
        assertThat(orbit.out()).contains("link \"default\" is declared and not there");
        assertThat(orbit.run("apply", "--auto-approve", file)).isZero();
        assertThat(orbit.out()).contains("Done: 2 created", "default  ACTIVE");
        assertThat(orbit.run("plan", file)).isZero();
        assertThat(orbit.out()).startsWith("Nothing to do");
        assertThat(orbit.run("drift", file)).isZero();
        assertThat(orbit.run("apply", "--auto-approve", file)).isZero();
    }

    @Test
    void driftNamesADifferenceThatWasMadeBehindItsBack() throws IOException {
        String file = orbit.applied(LINK);
        orbit.agents.writeBehind(new Change.PutTopicMapping(
                Documents.parse("f", LINK.replace("orders}", "orders, begin_fetch_at_latest_offset: true}"))
                        .documents()
                        .get(0)
                        .topicMappings()
                        .get(0),
                0));

        assertThat(orbit.run("drift", file)).isEqualTo(2);
        assertThat(orbit.out()).contains("begin_fetch_at_latest_offset  declared false, found true");
        assertThat(orbit.run("drift", "--json", file)).isEqualTo(2);
        assertThat(orbit.json().at("/changes/0/fields").toString())
                .isEqualTo("[{\"field\":\"begin_fetch_at_latest_offset\",\"before\":true,\"after\":false}]");
    }

    @Test
    void planPrintsJson() throws IOException {
        assertThat(orbit.run("plan", "--json", orbit.document(LINK))).isEqualTo(2);

        JsonNode change = orbit.json().at("/changes/1");
        assertThat(change.path("action").asText()).isEqualTo("create");
        assertThat(change.path("kind").asText()).isEqualTo("topic_mapping");
        assertThat(change.path("source").asText()).isEqualTo("orders");
        assertThat(change.path("revision").asLong()).isZero();
        assertThat(orbit.json().path("unmanaged_links").isArray()).isTrue();
    }

    @Test
    void applyPrintsJson() throws IOException {
        assertThat(orbit.run("apply", "--json", "--auto-approve", orbit.document(LINK)))
                .isZero();

        assertThat(orbit.json().at("/plan/changes").size()).isEqualTo(2);
        assertThat(orbit.json().at("/status/links/0/name").asText()).isEqualTo("default");
    }

    /** The last look fails, not the batch. */
    private void afterTheBatchNothingIsToldAnyMore() {
        orbit.agents.beforeNextChange(() -> {});
        orbit.agents.beforeNextChange(() -> orbit.agents.beforeEachSnapshot(() -> {
            throw new AgentException(500, List.of(new Problem("internal_error", "It broke.", null, "Report it.")));
        }));
    }

    @Test
    void applySaysThatTheChangesWereMadeWhenItCannotLookAtThem() throws IOException {
        String file = orbit.document(LINK);
        afterTheBatchNothingIsToldAnyMore();

        assertThat(orbit.run("apply", "--auto-approve", file)).isEqualTo(1);
        assertThat(orbit.agents.changes()).hasSize(2);
        assertThat(orbit.err())
                .isEqualTo("error: The changes were made; what came of them could not be read: It broke.\n"
                        + "    Report it. Then look with: orbit drift " + file + " [internal_error]\n");
    }

    @Test
    void applyPrintsTheChangesThatWereMadeAsJsonWhenItCannotLookAtThem() throws IOException {
        afterTheBatchNothingIsToldAnyMore();

        assertThat(orbit.run("apply", "--json", "--auto-approve", orbit.document(LINK)))
                .isEqualTo(1);
        assertThat(orbit.json().at("/errors/0/message").asText()).startsWith("The changes were made;");
        assertThat(orbit.json().at("/done/plan/changes")).hasSize(2);
        assertThat(orbit.json().path("done").has("status")).isFalse();
    }

    @Test
    void applyPrintsTheChangesThatWereMadeAsJsonWhenSomebodyElseWritesToo() throws IOException {
        orbit.agents.beforeNextChange(() -> {});
        orbit.agents.beforeNextChange(() ->
                orbit.agents.beforeEachSnapshot(() -> orbit.agents.writeBehind(new Change.PutTopicMapping(
                        Documents.parse("f", LINK.replace("orders}", "orders, begin_fetch_at_latest_offset: true}"))
                                .documents()
                                .get(0)
                                .topicMappings()
                                .get(0),
                        0))));

        assertThat(orbit.run("apply", "--json", "--auto-approve", orbit.document(LINK)))
                .isEqualTo(1);
        assertThat(orbit.code()).isEqualTo("still_different");
        assertThat(orbit.json().at("/done/plan/changes")).hasSize(2);
        assertThat(orbit.json().at("/done/status/links/0/name").asText()).isEqualTo("default");
    }

    @Test
    void applyAsksAndTakesOnlyYes() throws IOException {
        orbit.interactive = true;
        String file = orbit.document(LINK);

        orbit.answer = "y\n";
        assertThat(orbit.run("apply", file)).isEqualTo(1);
        assertThat(orbit.err()).contains("Nothing was changed.");
        orbit.answer = "";
        assertThat(orbit.run("apply", file)).isEqualTo(1);
        assertThat(orbit.agents.snapshot().links()).isEmpty();
        orbit.answer = "yes\n";
        assertThat(orbit.run("apply", file)).isZero();
        assertThat(orbit.agents.snapshot().links()).hasSize(1);
        assertThat(orbit.run("apply", file)).isZero();
        assertThat(orbit.out()).doesNotContain("consent");
    }

    @Test
    void applyDoesNothingUnaskedWhereNobodyCanBeAsked() throws IOException {
        assertThat(orbit.run("apply", orbit.document(LINK))).isEqualTo(1);
        assertThat(orbit.err()).contains("--auto-approve");
        orbit.interactive = true;
        assertThat(orbit.run("apply", "--json", orbit.document(LINK))).isEqualTo(1);
        assertThat(orbit.code()).isEqualTo("approval_needed");
        assertThat(orbit.agents.changes()).isEmpty();
    }

    @Test
    void applyRefusesWhenSomeoneWroteSinceThePlan() throws IOException {
        String file = orbit.document(LINK);
        orbit.agents.beforeNextChange(() -> {});
        orbit.agents.beforeNextChange(() -> orbit.agents.writeBehind(
                new Change.PutLink(Documents.parse("f", LINK).documents().get(0).link(), 0)));

        assertThat(orbit.run("apply", "--json", "--auto-approve", file)).isEqualTo(1);
        assertThat(orbit.code()).isEqualTo("stale_revision");
        assertThat(orbit.agents.snapshot().topicMappings()).isEmpty();
    }

    @Test
    void planShowsTheAgentsRefusalAtTheLineOfTheFile() throws IOException {
        String file = orbit.document(LINK);
        orbit.agents.beforeNextChange(() -> {
            throw new AgentException(
                    400,
                    List.of(new Problem(
                            "foreign_topic",
                            "The topic orders exists.",
                            "changes[1].spec.destination_topic",
                            "Rename it.")));
        });

        assertThat(orbit.run("plan", file)).isEqualTo(1);
        assertThat(orbit.err())
                .isEqualTo(file + ":3:28: error: topic_mappings[0].destination_topic: The topic orders exists.\n"
                        + "    Rename it. [foreign_topic]\n");
    }

    @Test
    void worksOnTheLinkThatIsChosen() throws IOException {
        orbit.document(LINK);
        Files.writeString(
                orbit.directory.resolve("b.yaml"),
                "name: b\n" + LINK.replace("destination_topic: o", "destination_topic: p"));

        assertThat(orbit.run("plan", "--link", "b", orbit.directory.toString())).isEqualTo(2);
        assertThat(orbit.out()).contains("link \"b\"", "orbit apply --link b ").doesNotContain("default");
        assertThat(orbit.run("plan", "--link", "c", orbit.directory.toString())).isEqualTo(1);
        assertThat(orbit.err()).contains("\"c\"", "They describe: b, default.");
    }
}
