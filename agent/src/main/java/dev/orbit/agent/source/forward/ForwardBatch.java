// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.forward;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.ProduceRequest;

/**
 * Forwards of distinct partitions that go in one request: same acks, same timeout, and not too much at once. Those of
 * idempotent producers go apart: up to 2.7 a source that does not allow IdempotentWrite refuses a request with one of them
 * as a whole. Confined to the sender.
 */
final class ForwardBatch {

    /** The last version without topic ids. */
    private static final short VERSION_WITHOUT_IDS = 12;

    private static final int BYTES_MAX = 8 << 20;
    /** Beyond the request's timeout, so that the source can say itself that it ran out. */
    private static final int ANSWER_GRACE_MS = 2_000;

    private static final long NANOS_PER_MS = 1_000_000;

    /** A forward that was taken from its queue. */
    static final class Item {
        private final ForwardQueue queue;
        private final Forward forward;
        private boolean hasLanded;

        Item(ForwardQueue queue, Forward forward) {
            this.queue = queue;
            this.forward = forward;
        }

        Forward forward() {
            return forward;
        }

        /** It has a result. A second one does not count. */
        void land(ForwardResult result) {
            if (!hasLanded) {
                hasLanded = true;
                queue.landed(forward);
                forward.complete(result);
            }
        }
    }

    private final Map<TopicPartition, Item> items = new LinkedHashMap<>();
    private final Map<String, Uuid> topicIds = new LinkedHashMap<>();
    private int bytes;
    private long answerByNanos;

    /** Whether the forward may go along. The first one may, whatever its size. */
    boolean accepts(ForwardRequest request) {
        if (items.isEmpty()) {
            return true;
        }
        return first().acks() == request.acks()
                && first().sourceTimeoutMs() == request.sourceTimeoutMs()
                && first().hasProducerId() == request.hasProducerId()
                && !items.containsKey(request.topicPartition())
                && topicIds.getOrDefault(request.topic(), request.topicId()).equals(request.topicId())
                && bytes + request.records().sizeInBytes() <= BYTES_MAX;
    }

    void add(Item item) {
        ForwardRequest request = item.forward().request();
        items.put(request.topicPartition(), item);
        topicIds.put(request.topic(), request.topicId());
        bytes += request.records().sizeInBytes();
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    Collection<Item> items() {
        return items.values();
    }

    /**
     * For how long to wait for the answer: no less than for those before it on the connection, which are answered first.
     * One that is late costs the connection, and all that are in flight on it their outcome.
     */
    int answerTimeoutMs(Collection<ForwardBatch> before, long nowNanos) {
        long waitNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMs() + ANSWER_GRACE_MS);
        for (ForwardBatch each : before) {
            waitNanos = Math.max(waitNanos, each.answerByNanos - nowNanos);
        }
        answerByNanos = nowNanos + waitNanos;
        return (int) ((waitNanos + NANOS_PER_MS - 1) / NANOS_PER_MS);
    }

    int timeoutMs() {
        return first().sourceTimeoutMs();
    }

    private ForwardRequest first() {
        return items.values().iterator().next().forward().request();
    }

    ProduceRequest.Builder request() {
        Map<String, TopicProduceData> topics = new LinkedHashMap<>();
        for (Item item : items.values()) {
            ForwardRequest request = item.forward().request();
            topics.computeIfAbsent(
                            request.topic(),
                            name -> new TopicProduceData().setName(name).setTopicId(request.topicId()))
                    .partitionData()
                    .add(new PartitionProduceData()
                            .setIndex(request.partition())
                            .setRecords(request.records()));
        }
        ForwardRequest first = first();
        ProduceRequestData data = new ProduceRequestData()
                .setAcks(first.acks())
                .setTimeoutMs(first.sourceTimeoutMs())
                .setTopicData(new ProduceRequestData.TopicProduceDataCollection(
                        topics.values().iterator()));
        boolean hasIds = !topicIds.containsValue(Uuid.ZERO_UUID);
        short versionMax = hasIds ? ApiKeys.PRODUCE.latestVersion() : VERSION_WITHOUT_IDS;
        return new ProduceRequest.Builder(ApiKeys.PRODUCE.oldestVersion(), versionMax, data);
    }

    /** What the answer means for each item. */
    Map<Item, ProduceVerdict> verdicts(ProduceResponseData answer) {
        Map<Uuid, String> names = new HashMap<>();
        topicIds.forEach((name, id) -> names.put(id, name));
        Map<TopicPartition, ProduceVerdict> byPartition = new HashMap<>();
        for (TopicProduceResponse topic : answer.responses()) {
            String name = topic.name().isEmpty() ? names.getOrDefault(topic.topicId(), "") : topic.name();
            topic.partitionResponses()
                    .forEach(p -> byPartition.put(new TopicPartition(name, p.index()), ProduceVerdict.of(name, p)));
        }
        Map<Item, ProduceVerdict> verdicts = new LinkedHashMap<>();
        items.forEach((partition, item) ->
                verdicts.put(item, byPartition.getOrDefault(partition, ProduceVerdict.UNANSWERED)));
        return verdicts;
    }
}
