// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.source.connect.SourceTopology.Leader;
import dev.orbit.agent.source.connect.SourceTopology.Leadership;
import dev.orbit.agent.source.connect.SourceTopology.Topic;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class SourceTopologyTest {

    private static final Uuid ID = Uuid.randomUuid();
    private static final BrokerEndpoint ONE = new BrokerEndpoint(1, "one", 1);
    private static final BrokerEndpoint TWO = new BrokerEndpoint(2, "two", 2);
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    @Test
    void knowsTheLeader() {
        assertThat(topology(ID, 1, 5).leader(PARTITION)).isEqualTo(new Leader(ONE, 5));
        assertThat(topology(ID, -1, 5).leader(PARTITION)).isNull();
        assertThat(topology(ID, 3, 5).leader(PARTITION)).isNull();
        assertThat(topology(ID, 1, 5).leader(new TopicPartition("t", 1))).isNull();
        assertThat(topology(ID, 1, 5).leader(new TopicPartition("u", 0))).isNull();
    }

    @Test
    void anOlderEpochDoesNotReplaceANewerOne() {
        assertThat(topology(ID, 1, 4).mergedOver(topology(ID, 2, 5)).leader(PARTITION))
                .isEqualTo(new Leader(TWO, 5));
        assertThat(topology(ID, 1, 6).mergedOver(topology(ID, 2, 5)).leader(PARTITION))
                .isEqualTo(new Leader(ONE, 6));
        assertThat(topology(ID, -1, 5).mergedOver(topology(ID, 2, 5)).leader(PARTITION))
                .isNull();
    }

    @Test
    void anotherTopicOfTheNameBeginsItsEpochsAnew() {
        assertThat(topology(Uuid.randomUuid(), 1, 0)
                        .mergedOver(topology(ID, 2, 5))
                        .leader(PARTITION))
                .isEqualTo(new Leader(ONE, 0));
        assertThat(topology(Uuid.ZERO_UUID, 1, 0)
                        .mergedOver(topology(Uuid.ZERO_UUID, 2, 5))
                        .leader(PARTITION))
                .isEqualTo(new Leader(ONE, 0));
        assertThat(topology(ID, 1, -1).mergedOver(topology(ID, 2, 5)).leader(PARTITION))
                .isEqualTo(new Leader(ONE, -1));
    }

    @Test
    void whatIsNotInTheAnswerIsForgotten() {
        SourceTopology none = new SourceTopology("c", Map.of(1, ONE), Map.of());
        assertThat(none.mergedOver(topology(ID, 2, 5))).isEqualTo(none);
    }

    private static SourceTopology topology(Uuid id, int leader, int epoch) {
        return new SourceTopology(
                "c",
                Map.of(1, ONE, 2, TWO),
                Map.of("t", new Topic(id, Errors.NONE, Map.of(0, new Leadership(leader, epoch)))));
    }
}
