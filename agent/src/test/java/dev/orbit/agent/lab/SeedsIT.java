// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.verify.TopicRecords;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class SeedsIT {

    @TempDir
    static Path directory;

    private static StockBrokerProcess broker;

    @BeforeAll
    static void writeEveryShape() {
        broker = StockBrokerProcess.start(directory);
        try (Seeds seeds = new Seeds(Map.of("bootstrap.servers", broker.bootstrapServers()), 7)) {
            assertThat(seeds.writeAll("seed-")).hasSize(SeedShape.values().length);
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void compactionLeavesGapsWithinAndBetweenBatches() {
        Log log = read(SeedShape.COMPACTED, "read_uncommitted");

        assertThat(log.end).isEqualTo(420);
        assertThat(log.offsets).hasSize(40).startsWith(0L, 21L, 42L).endsWith(418L, 419L);
    }

    @Test
    void abortedRecordsShowOnlyInReadUncommitted() {
        assertThat(read(SeedShape.TRANSACTIONS, "read_uncommitted").offsets).hasSize(45);
        assertThat(read(SeedShape.TRANSACTIONS, "read_committed").offsets).hasSize(30);
        assertThat(read(SeedShape.TRANSACTIONS, "read_committed").end).isEqualTo(54);
    }

    @Test
    void interleavedTransactionsCommitAndAbort() {
        Log uncommitted = read(SeedShape.INTERLEAVED, "read_uncommitted");
        Log committed = read(SeedShape.INTERLEAVED, "read_committed");

        assertThat(uncommitted.offsets).hasSize(6 * (9 + 3 + 3));
        assertThat(committed.offsets).hasSizeBetween(6 * 6 + 1, uncommitted.offsets.size() - 1);
    }

    @Test
    void logStartsLieInsideBetweenAndBeyondBatches() {
        assertThat(read(SeedShape.LOG_START_INSIDE, "read_uncommitted").start).isEqualTo(15);
        assertThat(read(SeedShape.LOG_START_BETWEEN, "read_uncommitted").start).isEqualTo(20);
        assertThat(read(SeedShape.LOG_START_BEYOND, "read_uncommitted")).isEqualTo(new Log(50, 50, List.of()));
        Log inGap = read(SeedShape.LOG_START_IN_GAP, "read_uncommitted");
        assertThat(inGap.start).isEqualTo(100);
        assertThat(inGap.offsets.get(0)).isEqualTo(105);
    }

    @Test
    void aLogCanEndBeyondItsLastRecord() {
        try (Seeds seeds = new Seeds(Map.of("bootstrap.servers", broker.bootstrapServers()), 7)) {
            MissingEnd.write(broker, seeds, "missing-end");
        }

        List<Long> offsets = new ArrayList<>();
        TopicRecords.forEach(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                "missing-end",
                IsolationLevel.READ_UNCOMMITTED,
                record -> offsets.add(record.offset()));
        assertThat(offsets).hasSize(10).endsWith(MissingEnd.LAST_OFFSET);
        assertThat(endOffset("missing-end")).isEqualTo(MissingEnd.LOG_END_OFFSET);
    }

    private static long endOffset(String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<byte[], byte[]> consumer = consumer("read_uncommitted")) {
            return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        }
    }

    private record Log(long start, long end, List<Long> offsets) {}

    private static Log read(SeedShape shape, String isolationLevel) {
        TopicPartition partition = new TopicPartition("seed-" + shape.topicSuffix(), 0);
        List<Long> offsets = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(isolationLevel)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long start = consumer.position(partition);
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> offsets.add(record.offset()));
            }
            return new Log(start, end, offsets);
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String isolationLevel) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", isolationLevel),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
