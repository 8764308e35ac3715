// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.ChangesRequest;
import dev.orbit.schemas.Json;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestShapeTest {

    private static final ChangesRequest REQUEST = new ChangesRequest(
            false,
            List.of(
                    new Change.PutTopicMapping(
                            TopicMappingSpec.regex("default", 0, "a.*", "b.")
                                    .withAutoMigration(new AutoMigration(true))
                                    .withTopicConfig(Map.of("retention.ms", "1")),
                            0),
                    new Change.DeleteLink("default", 7)));

    private static List<Problem> problems(JsonNode body) {
        return RequestShape.problems(body, ChangesRequest.class);
    }

    @Test
    void hasNothingAgainstWhatOrbitItselfSends() {
        assertThat(problems(Json.MAPPER.valueToTree(REQUEST))).isEmpty();
    }

    @Test
    void looksIntoMapsWhoseKeysAreTheUsers() {
        ObjectNode body = Json.MAPPER.valueToTree(REQUEST);
        ((ObjectNode) body.at("/changes/0/spec/topic_config")).put("retention.ms", 1);

        assertThat(problems(body)).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("wrong_type");
            assertThat(problem.field()).isEqualTo("changes[0].spec.topic_config.retention.ms");
            assertThat(problem.message()).isEqualTo("1 is here where text in quotes is expected.");
        });

        ((ObjectNode) body.at("/changes/0/spec")).put("topic_config", "none");
        assertThat(problems(body)).extracting(Problem::field).containsExactly("changes[0].spec.topic_config");
    }

    /** A null stands for a field that is left out, where one may be. */
    @Test
    void takesNullOnlyWhereAFieldMayBeLeftOut() {
        ObjectNode body = Json.MAPPER.valueToTree(REQUEST);
        ((ObjectNode) body.at("/changes/0/spec")).putNull("source_topic").putNull("priority");

        assertThat(problems(body)).extracting(Problem::message).containsExactly("the field priority is null.");
    }

    @Test
    void namesTheFieldsThatThereAre() {
        ObjectNode body = Json.MAPPER.valueToTree(REQUEST);
        ((ObjectNode) body.at("/changes/1")).put("nmae", "x");

        assertThat(problems(body)).singleElement().satisfies(problem -> {
            assertThat(problem.field()).isEqualTo("changes[1].nmae");
            assertThat(problem.remedy()).contains("name, revision");
        });
    }
}
