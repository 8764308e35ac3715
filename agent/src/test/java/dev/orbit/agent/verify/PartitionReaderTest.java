// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.Measurable;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Kafka's own consumer without a cluster: a log start that moves at the right moment is hard to come by. */
class PartitionReaderTest {

    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>(AutoOffsetResetStrategy.NONE.name());

    private List<Long> offsets(PartitionReader reader) {
        List<Long> offsets = new ArrayList<>();
        @Nullable ConsumerRecord<byte[], byte[]> record = reader.next();
        while (record != null) {
            offsets.add(record.offset());
            record = reader.next();
        }
        return offsets;
    }

    @Test
    void goesOnFromTheNewLogStart() {
        consumer.assign(List.of(PARTITION));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        PartitionReader reader = new PartitionReader(consumer, PARTITION, 0, 6);
        consumer.updateBeginningOffsets(Map.of(PARTITION, 3L));
        for (long offset = 3; offset < 6; offset++) {
            consumer.addRecord(Records.record(offset, "k", "v"));
        }

        assertThat(offsets(reader)).containsExactly(3L, 4L, 5L);
        assertThat(reader.startOffset()).isEqualTo(3);
    }

    /** As in one that was aborted, whose records nobody is shown: each answer moves the position, and brings nothing. */
    @Test
    void aLongStretchWithoutRecordsIsNotTheEnd() {
        long[] seconds = {0};
        MockConsumer<byte[], byte[]> slow = new MockConsumer<>(AutoOffsetResetStrategy.NONE.name()) {
            @Override
            public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
                seconds[0]++;
                long position = position(PARTITION);
                if (position < 100) {
                    seek(PARTITION, position + 10);
                    return ConsumerRecords.empty();
                }
                return super.poll(timeout);
            }

            @Override
            public synchronized Map<MetricName, ? extends Metric> metrics() {
                return fetches(seconds[0]);
            }
        };
        slow.assign(List.of(PARTITION));
        slow.updateBeginningOffsets(Map.of(PARTITION, 0L));
        slow.addRecord(Records.record(100, "k", "v"));

        assertThat(offsets(
                        new PartitionReader(slow, PARTITION, 0, 101, null, () -> TimeUnit.SECONDS.toNanos(seconds[0]))))
                .containsExactly(100L);
    }

    private static Map<MetricName, Metric> fetches(long count) {
        MetricName name = new MetricName("fetch-total", "consumer-fetch-manager-metrics", "", Map.of());
        return Map.of(
                name,
                new KafkaMetric(
                        new Object(), name, (Measurable) (config, now) -> count, new MetricConfig(), Time.SYSTEM));
    }

    @Test
    void readsAheadAndStopsAtTheEnd() {
        consumer.assign(List.of(PARTITION));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        for (long offset = 0; offset < 4; offset++) {
            consumer.addRecord(Records.record(offset, "k", "v"));
        }

        try (PartitionReader reader = new PartitionReader(consumer, PARTITION, 1, 3, Runnable::run)) {
            assertThat(offsets(reader)).containsExactly(1L, 2L);
            assertThat(reader.next()).isNull();
        }
    }
}
