// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import static dev.orbit.reconciler.cli.CommandHarness.LINK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.Problem;
import dev.orbit.schemas.ValidateResponse;
import dev.orbit.schemas.ValidateResponse.SourceBroker;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ValidateCommandTest {

    private static final Problem LACK = new Problem(
            "missing_privilege",
            "The source does not allow Orbit's principal Read on topic orders.",
            "topic_mappings[0].source_topic",
            "Grant it.");
    private static final Problem WRONG_PASSWORD = new Problem(
            "source_authentication", "h:9092: SASL failed.", "link.source_cluster_credentials", "Check the password.");
    private static final Problem HINT = new Problem("source_topic_missing", "There is no topic x.", null, "Make it.");

    @RegisterExtension
    final CommandHarness orbit = new CommandHarness();

    private static ValidateResponse found(List<Problem> problems, List<Problem> warnings) {
        return new ValidateResponse(
                3,
                "source-cluster",
                List.of(new SourceBroker("h:9092", true, null), new SourceBroker("k:9092", false, "k:9092: refused.")),
                12,
                null,
                problems,
                warnings);
    }

    @Test
    void asksNoAgentUnlessToldTo() throws Exception {
        assertThat(orbit.run("validate", orbit.document(LINK))).isZero();

        assertThat(orbit.agents.validated()).isEmpty();
    }

    @Test
    void saysWhoLookedAndWhatItSaw() throws Exception {
        orbit.agents.answerValidate(found(List.of(), List.of(HINT)));

        assertThat(orbit.run("validate", "--live", orbit.document(LINK))).isZero();

        assertThat(orbit.agents.validated()).singleElement().satisfies(request -> {
            assertThat(request.link().name()).isEqualTo("default");
            assertThat(request.topicMappings()).hasSize(1);
        });
        assertThat(orbit.agents.changes()).isEmpty();
        assertThat(orbit.out())
                .contains(
                        "agent 3",
                        "bootstrap   h:9092          answers",
                        "advertised  k:9092          k:9092: refused.",
                        "cluster id  source-cluster",
                        "topics      12",
                        "Valid.")
                .doesNotContain("groups");
        assertThat(orbit.err()).contains("warning: There is no topic x.");
    }

    @Test
    void everyProblemHasItsPlaceAndMakesAnError() throws Exception {
        orbit.agents.answerValidate(found(List.of(LACK, WRONG_PASSWORD), List.of()));
        String file = orbit.document(LINK);

        assertThat(orbit.run("validate", "--live", file)).isEqualTo(1);
        assertThat(orbit.err())
                .contains(
                        file + ":3:6: error: topic_mappings[0].source_topic: The source does not allow",
                        file + ":1:1: error: source_cluster_credentials: h:9092: SASL failed.",
                        "[missing_privilege]");
        assertThat(orbit.out()).contains("h:9092").doesNotContain("Valid.");

        assertThat(orbit.run("validate", "--live", "--json", file)).isEqualTo(1);
        assertThat(orbit.json().at("/errors/0/line").asInt()).isEqualTo(3);
        assertThat(orbit.json().at("/documents/0/source").toString())
                .isEqualTo("{\"agent\":3,\"cluster_id\":\"source-cluster\",\"brokers\":[{\"address\":\"h:9092\","
                        + "\"bootstrap\":true},{\"address\":\"k:9092\",\"bootstrap\":false,\"error\":\"k:9092: refused.\"}],"
                        + "\"topics\":12}");
    }

    @Test
    void whatIsWrongInTheFileIsSaidWithoutAnAgent() throws Exception {
        orbit.server.close();

        assertThat(orbit.run("validate", "--live", orbit.document("name: a b\n")))
                .isEqualTo(1);
        assertThat(orbit.err()).contains("[invalid_name]").doesNotContain("agent_unreachable");
    }

    @Test
    void anAgentThatDoesNotAnswerIsAnError() throws Exception {
        orbit.server.close();

        assertThat(orbit.run("validate", "--live", orbit.document(LINK))).isEqualTo(1);
        assertThat(orbit.err()).contains("[agent_unreachable]");
    }
}
