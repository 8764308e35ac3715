// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponseCollection;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.ProduceRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardBatchTest {

    private static final Uuid ORDERS = Uuid.randomUuid();
    private static final Uuid PAYMENTS = Uuid.randomUuid();

    private final ForwardBatch batch = new ForwardBatch();

    @Test
    void takesDistinctPartitionsOfTheSameKind() {
        add(request("orders", ORDERS, 0, 1, 1000));

        assertThat(batch.accepts(request("orders", ORDERS, 1, 1, 1000))).isTrue();
        assertThat(batch.accepts(request("payments", PAYMENTS, 0, 1, 1000))).isTrue();
        assertThat(batch.accepts(request("orders", ORDERS, 0, 1, 1000))).isFalse();
        assertThat(batch.accepts(request("orders", ORDERS, 1, -1, 1000))).isFalse();
        assertThat(batch.accepts(request("orders", ORDERS, 1, 1, 1001))).isFalse();
        assertThat(batch.accepts(request("orders", PAYMENTS, 1, 1, 1000))).isFalse();
    }

    /** Whatever patience the producer has: a topic that is cut over, or let go, waits for the answer. */
    @Test
    void givesTheSourceNoMoreThanThirtySeconds() {
        add(request("orders", ORDERS, 0, 1, Integer.MAX_VALUE));

        assertThat(batch.timeoutMs()).isEqualTo(30_000);
        assertThat(batch.request().build((short) 12).timeout()).isEqualTo(30_000);
        assertThat(batch.accepts(request("orders", ORDERS, 1, 1, 30_000))).isTrue();
        assertThat(batch.accepts(request("orders", ORDERS, 1, 1, 29_999))).isFalse();
    }

    /** Who is late costs all the others in flight their outcome, and it is answered after those before it. */
    @Test
    void waitsNoLessThanForThoseBeforeIt() {
        add(request("orders", ORDERS, 0, -1, 30_000));
        ForwardBatch hasty = new ForwardBatch();
        hasty.add(item(request("orders", ORDERS, 1, 1, 1_000)));
        ForwardBatch last = new ForwardBatch();
        last.add(item(request("orders", ORDERS, 2, 1, 1_000)));

        assertThat(batch.answerTimeoutMs(List.of(), 0)).isEqualTo(32_000);
        assertThat(hasty.answerTimeoutMs(List.of(batch), 2_000_000_001L)).isEqualTo(30_000);
        assertThat(last.answerTimeoutMs(List.of(hasty, batch), 10_000_000_000L)).isEqualTo(22_000);
        assertThat(last.answerTimeoutMs(List.of(), 10_000_000_000L)).isEqualTo(3_000);
    }

    /** A source up to 2.7 without IdempotentWrite for the proxy refuses the whole of a request with an idempotent batch. */
    @Test
    void keepsIdempotentProducersApartFromPlainOnes() {
        add(request("orders", ORDERS, 0, 1, 1000));

        assertThat(batch.accepts(idempotent(1))).isFalse();
        assertThat(batch.accepts(request("orders", ORDERS, 1, 1, 1000))).isTrue();

        ForwardBatch other = new ForwardBatch();
        other.add(new ForwardBatch.Item(
                new ForwardQueue(idempotent(0).topicPartition()),
                new Forward(idempotent(0), () -> false, result -> {}, () -> {}, 0)));
        assertThat(other.accepts(idempotent(1))).isTrue();
        assertThat(other.accepts(request("orders", ORDERS, 1, 1, 1000))).isFalse();
    }

    @Test
    void takesNotTooMuchAtOnceButTheFirstWhateverItsSize() {
        String large = "x".repeat(5 << 20);
        ForwardRequest first =
                new ForwardRequest("orders", ORDERS, 0, Forwards.batch(-1, -1, large, large), (short) 1, 9);
        assertThat(batch.accepts(first)).isTrue();
        add(first);
        assertThat(batch.accepts(request("orders", ORDERS, 1, 1, 9))).isFalse();
    }

    /** By name for sources that know no ids in a produce request, by id for the others. */
    @ParameterizedTest
    @ValueSource(shorts = {9, 12, 13})
    void matchesAnswersOfEachVersion(short version) {
        ForwardBatch.Item a = add(request("orders", ORDERS, 0, 1, 1000));
        ForwardBatch.Item b = add(request("orders", ORDERS, 4, 1, 1000));
        ForwardBatch.Item c = add(request("payments", PAYMENTS, 0, 1, 1000));
        ProduceRequest request = batch.request().build(version);
        assertThat(request.data().topicData()).hasSize(2);
        boolean byId = version >= 13;

        Map<ForwardBatch.Item, ProduceVerdict> verdicts = batch.verdicts(new ProduceResponseData()
                .setResponses(new TopicProduceResponseCollection(List.of(
                                answer(byId ? "" : "payments", byId ? PAYMENTS : Uuid.ZERO_UUID, 0, 30),
                                answer(byId ? "" : "orders", byId ? ORDERS : Uuid.ZERO_UUID, 4, 20))
                        .iterator())));

        assertThat(verdicts.get(b)).extracting(v -> v.result().baseOffset()).isEqualTo(20L);
        assertThat(verdicts.get(c)).extracting(v -> v.result().baseOffset()).isEqualTo(30L);
        assertThat(verdicts.get(a)).isEqualTo(ProduceVerdict.UNANSWERED);
        assertThat(ProduceVerdict.UNANSWERED.result().error()).isEqualTo(Errors.NOT_ENOUGH_REPLICAS);
    }

    @Test
    void goesByNameWhereAnIdIsUnknown() {
        add(request("orders", Uuid.ZERO_UUID, 0, 1, 1000));
        assertThat(batch.request().latestAllowedVersion()).isEqualTo((short) 12);
    }

    private ForwardBatch.Item add(ForwardRequest request) {
        ForwardBatch.Item item = item(request);
        batch.add(item);
        return item;
    }

    private static ForwardBatch.Item item(ForwardRequest request) {
        return new ForwardBatch.Item(
                new ForwardQueue(request.topicPartition()),
                new Forward(request, () -> false, result -> {}, () -> {}, 0));
    }

    private static TopicProduceResponse answer(String name, Uuid id, int partition, long offset) {
        return new TopicProduceResponse()
                .setName(name)
                .setTopicId(id)
                .setPartitionResponses(List.of(
                        new PartitionProduceResponse().setIndex(partition).setBaseOffset(offset)));
    }

    private static ForwardRequest idempotent(int partition) {
        return new ForwardRequest("orders", ORDERS, partition, Forwards.batch(7, 0, "v"), (short) 1, 1000);
    }

    private static ForwardRequest request(String topic, Uuid id, int partition, int acks, int timeoutMs) {
        MemoryRecords records = Forwards.batch(-1, -1, "v");
        return new ForwardRequest(topic, id, partition, records, (short) acks, timeoutMs);
    }
}
