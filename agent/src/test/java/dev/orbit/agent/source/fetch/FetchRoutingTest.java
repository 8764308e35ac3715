// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.source.admin.SourceTopic;
import dev.orbit.agent.source.connect.BrokerEndpoint;
import dev.orbit.agent.source.connect.SourceTopology;
import dev.orbit.agent.source.connect.SourceTopology.Leadership;
import dev.orbit.agent.source.connect.SourceTopology.Topic;
import dev.orbit.agent.source.fetch.FetchRouting.FetcherKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class FetchRoutingTest {

    private static final Uuid ID = Uuid.randomUuid();
    private static final BrokerEndpoint ONE = new BrokerEndpoint(1, "one", 1);
    private static final BrokerEndpoint TWO = new BrokerEndpoint(2, "two", 2);

    @Test
    void spreadsThePartitionsOfALeaderOverItsSlots() {
        List<PartitionFetch> fetches = new ArrayList<>();
        Map<Integer, Leadership> leaders = new HashMap<>();
        for (int partition = 0; partition < 12; partition++) {
            fetches.add(fetch(ID, partition));
            leaders.put(partition, new Leadership(partition < 8 ? 1 : 2, partition));
        }

        var routes = FetchRouting.route(fetches, topology(ID, Errors.NONE, leaders), 4);

        assertThat(routes).hasSize(8);
        for (int slot = 0; slot < 4; slot++) {
            assertThat(routes.get(new FetcherKey(ONE, slot))).hasSize(2);
            assertThat(routes.get(new FetcherKey(TWO, slot))).hasSize(1);
        }
        routes.values()
                .forEach(wanted -> wanted.forEach((partition, one) -> {
                    assertThat(one.leaderEpoch()).isEqualTo(partition.partition());
                    assertThat(one.fetch()).isSameAs(fetches.get(partition.partition()));
                }));
    }

    @Test
    void slotsAreNeverNegative() {
        for (int i = 0; i < 1000; i++) {
            assertThat(FetchRouting.slot(new TopicPartition("topic" + i, i), 3)).isBetween(0, 2);
        }
    }

    @Test
    void leavesOutWhatNobodyLeads() {
        PartitionFetch fetch = fetch(ID, 0);
        assertThat(FetchRouting.route(List.of(fetch), SourceTopology.UNKNOWN, 2))
                .isEmpty();
        assertThat(FetchRouting.route(List.of(fetch), topology(ID, Errors.NONE, Map.of(0, new Leadership(-1, 3))), 2))
                .isEmpty();
        assertThat(FetchRouting.problem(fetch, topology(ID, Errors.NONE, Map.of(0, new Leadership(-1, 3)))))
                .isNull();
        assertThat(FetchRouting.problem(fetch, SourceTopology.UNKNOWN)).isNull();
    }

    @Test
    void leavesOutATopicThatWasMadeAnew() {
        SourceTopology anew = topology(Uuid.randomUuid(), Errors.NONE, Map.of(0, new Leadership(1, 0)));

        assertThat(FetchRouting.route(List.of(fetch(ID, 0)), anew, 2)).isEmpty();
        assertThat(FetchRouting.problem(fetch(ID, 0), anew)).isEqualTo(Errors.UNKNOWN_TOPIC_ID);
        assertThat(FetchRouting.route(List.of(fetch(Uuid.ZERO_UUID, 0)), anew, 2))
                .hasSize(1);
    }

    @Test
    void saysWhatIsMissing() {
        assertThat(FetchRouting.problem(fetch(ID, 3), topology(ID, Errors.NONE, Map.of(0, new Leadership(1, 0)))))
                .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        for (Errors error : List.of(
                Errors.UNKNOWN_TOPIC_OR_PARTITION, Errors.TOPIC_AUTHORIZATION_FAILED, Errors.INVALID_TOPIC_EXCEPTION)) {
            assertThat(FetchRouting.problem(fetch(ID, 0), topology(Uuid.ZERO_UUID, error, Map.of())))
                    .isEqualTo(error);
        }
        assertThat(FetchRouting.problem(fetch(ID, 0), topology(ID, Errors.LEADER_NOT_AVAILABLE, Map.of())))
                .isNull();
    }

    private static PartitionFetch fetch(Uuid id, int partition) {
        return new PartitionFetch(
                new RecordingTarget(new SourceTopic("t", id, 1, false), partition),
                CompletableFuture.completedFuture(null),
                () -> {});
    }

    private static SourceTopology topology(Uuid id, Errors error, Map<Integer, Leadership> partitions) {
        return new SourceTopology("c", Map.of(1, ONE, 2, TWO), Map.of("t", new Topic(id, error, partitions)));
    }
}
