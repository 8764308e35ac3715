// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lab;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How many records a partition holds, which only reading it tells. */
final class RecordCount implements AutoCloseable {

    private static final Duration WITHIN = Duration.ofSeconds(60);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;

    RecordCount(Map<String, Object> cluster, TopicPartition partition) {
        this.consumer = new KafkaConsumer<>(cluster, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.partition = partition;
        consumer.assign(List.of(partition));
    }

    /**
     * Counts again and again until few enough are left.
     *
     * @throws IllegalStateException if there are more after a minute
     */
    void awaitAtMost(int recordsMax) {
        long deadlineNanos = System.nanoTime() + WITHIN.toNanos();
        int count = count();
        while (count > recordsMax) {
            if (System.nanoTime() > deadlineNanos) {
                throw new IllegalStateException(partition + " still has " + count + " records and not " + recordsMax
                        + " after " + WITHIN.toSeconds() + " s; is the broker's log cleaner running?");
            }
            count = count();
        }
    }

    private int count() {
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        consumer.seekToBeginning(List.of(partition));
        int count = 0;
        while (consumer.position(partition) < end) {
            count += consumer.poll(Duration.ofMillis(100)).count();
        }
        return count;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
