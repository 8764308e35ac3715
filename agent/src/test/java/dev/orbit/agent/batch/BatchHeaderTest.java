// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.batch;

import static dev.orbit.agent.batch.SampleBatches.batch;
import static dev.orbit.agent.batch.SampleBatches.joined;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Held against Kafka's own reading. */
class BatchHeaderTest {

    private static final ByteBuffer FIRST = batch(RecordBatch.CURRENT_MAGIC_VALUE, 5, 1_000, "a");

    @Test
    void readsEveryFieldAsKafkaDoesWhereverTheBatchLies() {
        ByteBuffer produced = MemoryRecords.withIdempotentRecords(
                        RecordBatch.CURRENT_MAGIC_VALUE,
                        70,
                        Compression.lz4().build(),
                        9_000_000_000L,
                        (short) 4,
                        11,
                        6,
                        new SimpleRecord(5_000, "one".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                        new SimpleRecord(4_000, "two".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .buffer();
        ByteBuffer bytes = joined(FIRST, produced);
        int at = FIRST.remaining();
        DefaultRecordBatch expected = (DefaultRecordBatch)
                MemoryRecords.readableRecords(produced).batches().iterator().next();

        assertThat(BatchHeader.isWhole(bytes, at)).isTrue();
        assertThat(BatchHeader.sizeBytes(bytes, at)).isEqualTo(expected.sizeInBytes());
        assertThat(BatchHeader.baseOffset(bytes, at)).isEqualTo(expected.baseOffset());
        assertThat(BatchHeader.lastOffset(bytes, at)).isEqualTo(expected.lastOffset());
        assertThat(BatchHeader.offsetCount(bytes, at)).isEqualTo(2);
        assertThat(BatchHeader.recordCount(bytes, at)).isEqualTo(expected.countOrNull());
        assertThat(BatchHeader.producerId(bytes, at)).isEqualTo(expected.producerId());
        assertThat(BatchHeader.isControl(bytes, at)).isFalse();
        assertThat(BatchHeader.isEmpty(bytes, at)).isFalse();
        assertThat(BatchHeader.checksum(bytes, at)).isEqualTo((int) expected.checksum());
        assertThat(BatchHeader.maxTimestampMs(bytes, at)).isEqualTo(expected.maxTimestamp());
        assertThat(BatchHeader.leaderEpoch(bytes, at)).isEqualTo(expected.partitionLeaderEpoch());
    }

    /** The epoch lies outside the checksum: the batch stays valid. */
    @Test
    void writesTheLeaderEpochIntoTheBatchAndNothingElse() {
        ByteBuffer batch = joined(FIRST);

        BatchHeader.leaderEpoch(batch, 0, 77);

        RecordBatch written =
                MemoryRecords.readableRecords(batch).batches().iterator().next();
        written.ensureValid();
        assertThat(written.partitionLeaderEpoch()).isEqualTo(77);
        batch.putInt(12, FIRST.getInt(12));
        assertThat(batch).isEqualTo(FIRST);
    }

    @ParameterizedTest
    @CsvSource({"0, -1", "1, 3000", "2, 3000"})
    void readsTheLatestTimestamp(byte magic, long timestampMs) {
        for (Compression compression :
                List.of(Compression.NONE, Compression.gzip().build())) {
            ByteBuffer batch = MemoryRecords.withRecords(
                            magic, 0, compression, TimestampType.CREATE_TIME, new SimpleRecord(3_000, new byte[1]))
                    .buffer();

            assertThat(BatchHeader.maxTimestampMs(batch, 0)).isEqualTo(timestampMs);
        }
    }

    /** And not the first, though the record with the latest timestamp is. */
    @Test
    void readsTheLatestTimestampOfAPackedBatchOfAnOlderFormat() {
        ByteBuffer batch = MemoryRecords.withRecords(
                        RecordBatch.MAGIC_VALUE_V1,
                        7,
                        Compression.gzip().build(),
                        TimestampType.CREATE_TIME,
                        new SimpleRecord(5_000, new byte[1]),
                        new SimpleRecord(4_000, new byte[1]))
                .buffer();

        assertThat(BatchHeader.maxTimestampMs(batch, 0)).isEqualTo(5_000);
        assertThat(BatchHeader.baseOffset(batch, 0)).isEqualTo(8);
    }

    /** Where magic 2 has its epoch, they have a checksum. */
    @ParameterizedTest
    @ValueSource(bytes = {0, 1})
    void leavesOlderFormatsAlone(byte magic) {
        ByteBuffer old = batch(magic, 5, 1_000, "a");
        ByteBuffer before = joined(old);

        BatchHeader.leaderEpoch(old, 0, 77);

        assertThat(old).isEqualTo(before);
        assertThat(Batches.split(joined(old, FIRST))).containsExactly(old, FIRST);
    }

    @Test
    void theLastOffsetMayBeAsFarAwayAsItsFieldCanTell() {
        ByteBuffer batch = SampleBatches.batch((byte) 2, 5, 1, "value");
        batch.putInt(23, Integer.MAX_VALUE);

        assertThat(BatchHeader.lastOffset(batch, 0)).isEqualTo(5L + Integer.MAX_VALUE);
    }
}
