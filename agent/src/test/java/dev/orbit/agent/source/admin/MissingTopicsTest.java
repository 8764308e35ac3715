// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orbit.agent.source.connect.BrokerEndpoint;
import dev.orbit.agent.source.connect.SourceException;
import dev.orbit.agent.source.connect.SourceTopology;
import dev.orbit.agent.source.connect.SourceTopology.Topic;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class MissingTopicsTest {

    private static final Map<Integer, BrokerEndpoint> BROKERS = Map.of(1, new BrokerEndpoint(1, "one", 1));

    private static final Map<String, Topic> TOPICS = Map.of(
            "there", topic(Errors.NONE),
            "deleted", topic(Errors.UNKNOWN_TOPIC_OR_PARTITION),
            "never+possible", topic(Errors.INVALID_TOPIC_EXCEPTION),
            "hidden", topic(Errors.TOPIC_AUTHORIZATION_FAILED),
            "moving", topic(Errors.LEADER_NOT_AVAILABLE));

    private static Topic topic(Errors error) {
        return new Topic(Uuid.ZERO_UUID, error, Map.of());
    }

    @Test
    void areThoseThatTheSourceSaysItDoesNotHave() throws SourceException {
        assertThat(MissingTopics.in(
                        new SourceTopology("c", BROKERS, TOPICS),
                        List.of("there", "deleted", "never+possible", "hidden", "moving", "not asked about")))
                .containsExactlyInAnyOrder("deleted", "never+possible");
    }

    @Test
    void aBrokerThatKnowsNoBrokerIsNotBelieved() {
        assertThatThrownBy(() -> MissingTopics.in(new SourceTopology("c", Map.of(), TOPICS), List.of("deleted")))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("has just started");
    }
}
