// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.source.admin.SourceTopic;
import dev.orbit.agent.source.connect.SourceTopology;
import dev.orbit.agent.source.connect.SourceTopology.Leadership;
import dev.orbit.agent.source.connect.SourceTopology.Topic;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class NamedAnswerTest {

    private static final Uuid ID = Uuid.randomUuid();
    private static final TopicPartition ORDERS = new TopicPartition("orders", 3);
    private static final TopicPartition PAYMENTS = new TopicPartition("payments", 0);
    private static final PartitionData OF_ORDERS =
            new PartitionData().setPartitionIndex(3).setHighWatermark(7);
    private static final PartitionData OF_PAYMENTS = new PartitionData().setHighWatermark(8);

    private final NamedAnswer answer = new NamedAnswer(Map.of(ORDERS, OF_ORDERS, PAYMENTS, OF_PAYMENTS), 0, 0);

    @Test
    void asksAboutTopicsWithAnIdThatWereAnsweredFor() {
        assertThat(answer.topics(List.of(fetch(ORDERS, ID), fetch(PAYMENTS, Uuid.ZERO_UUID))))
                .containsExactly("orders");
        assertThat(answer.topics(List.of(fetch(new TopicPartition("orders", 4), ID))))
                .isEmpty();
    }

    @Test
    void holdsForTheTopicThatHasItsId() {
        List<PartitionFetch> fetches = List.of(fetch(ORDERS, ID), fetch(PAYMENTS, Uuid.ZERO_UUID));

        assertThat(answer.confirmed(fetches, told("orders", ID, Errors.NONE))).isEqualTo(answer.partitions());
        // a broker that knows of no ids contradicts none
        assertThat(answer.confirmed(fetches, told("orders", Uuid.ZERO_UUID, Errors.NONE)))
                .isEqualTo(answer.partitions());
    }

    @Test
    void doesNotHoldForAnotherThatHasItsName() {
        assertThat(errorOfOrders(told("orders", Uuid.randomUuid(), Errors.NONE)))
                .isEqualTo(Errors.UNKNOWN_TOPIC_ID);
    }

    @Test
    void doesNotHoldWhereNobodyConfirmsIt() {
        assertThat(errorOfOrders(told("orders", Uuid.ZERO_UUID, Errors.UNKNOWN_TOPIC_OR_PARTITION)))
                .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(errorOfOrders(told("orders", Uuid.ZERO_UUID, Errors.TOPIC_AUTHORIZATION_FAILED)))
                .isEqualTo(Errors.TOPIC_AUTHORIZATION_FAILED);
        assertThat(errorOfOrders(SourceTopology.UNKNOWN)).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    }

    private Errors errorOfOrders(SourceTopology told) {
        var confirmed = answer.confirmed(List.of(fetch(ORDERS, ID), fetch(PAYMENTS, Uuid.ZERO_UUID)), told);
        assertThat(confirmed.get(PAYMENTS)).isSameAs(OF_PAYMENTS);
        assertThat(confirmed.get(ORDERS).partitionIndex()).isEqualTo(ORDERS.partition());
        return Errors.forCode(confirmed.get(ORDERS).errorCode());
    }

    private static SourceTopology told(String name, Uuid id, Errors error) {
        return new SourceTopology(null, Map.of(), Map.of(name, new Topic(id, error, Map.of(3, new Leadership(1, 0)))));
    }

    private static PartitionFetch fetch(TopicPartition partition, Uuid id) {
        RecordingTarget target =
                new RecordingTarget(new SourceTopic(partition.topic(), id, 5, false), partition.partition());
        return new PartitionFetch(target, CompletableFuture.completedFuture(null), () -> {});
    }
}
