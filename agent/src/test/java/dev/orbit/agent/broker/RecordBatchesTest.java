// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches as Kafka's own code writes them. */
class RecordBatchesTest {

    private static final ByteBuffer FIRST = batch(RecordBatch.CURRENT_MAGIC_VALUE, 5, 1_000, "a");
    private static final ByteBuffer SECOND = batch(RecordBatch.CURRENT_MAGIC_VALUE, 9, 3_000, "b".repeat(40));
    private static final ByteBuffer THIRD = batch(RecordBatch.CURRENT_MAGIC_VALUE, 10, 2_000, "c");

    @Test
    void findsEveryBatch() {
        ByteBuffer records = joined(FIRST, SECOND, THIRD);

        assertThat(RecordBatches.split(records)).containsExactly(FIRST, SECOND, THIRD);
        assertThat(RecordBatches.split(records).stream().map(RecordBatches::baseOffset))
                .containsExactly(5L, 9L, 10L);
        assertThat(records.position()).isZero();
    }

    @Test
    void findsBatchesBehindAPosition() {
        ByteBuffer records = joined(FIRST, SECOND, THIRD);
        records.position(FIRST.remaining());

        assertThat(RecordBatches.split(records)).containsExactly(SECOND, THIRD);
        assertThat(RecordBatches.chunks(records, 1)).containsExactly(SECOND, THIRD);
    }

    /** A fetch is cut at a number of bytes. */
    @Test
    void leavesOutAPartOfABatchWhereverItIsCut() {
        ByteBuffer records = joined(FIRST, SECOND);

        for (int limit = 0; limit < records.capacity(); limit++) {
            ByteBuffer cut = records.duplicate().limit(limit);
            List<ByteBuffer> expected = limit < FIRST.remaining() ? List.of() : List.of(FIRST);

            assertThat(RecordBatches.split(cut)).as("cut at %d", limit).isEqualTo(expected);
            assertThat(RecordBatches.chunks(cut, 1_000)).as("cut at %d", limit).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 4, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void stopsAtALengthThatCannotBe(int length) {
        ByteBuffer records = joined(FIRST, SECOND);
        records.putInt(FIRST.remaining() + 8, length);

        assertThat(RecordBatches.split(records)).containsExactly(FIRST);
    }

    @Test
    void joinsWhatFitsIntoAChunk() {
        ByteBuffer records = joined(FIRST, SECOND, THIRD);
        int firstTwo = FIRST.remaining() + SECOND.remaining();

        assertThat(RecordBatches.chunks(records, Integer.MAX_VALUE)).containsExactly(joined(FIRST, SECOND, THIRD));
        assertThat(RecordBatches.chunks(records, firstTwo)).containsExactly(joined(FIRST, SECOND), THIRD);
        assertThat(RecordBatches.chunks(records, firstTwo - 1)).containsExactly(FIRST, SECOND, THIRD);
    }

    /** Larger than a segment: Kafka decides whether it takes it. */
    @Test
    void letsALargeBatchStandAlone() {
        ByteBuffer records = joined(FIRST, SECOND, THIRD);

        assertThat(RecordBatches.chunks(records, SECOND.remaining() - 1)).containsExactly(FIRST, SECOND, THIRD);
    }

    @Test
    void losesNothingHoweverItIsCut() {
        ByteBuffer records = joined(FIRST, SECOND, THIRD, FIRST, SECOND, THIRD);

        for (int bytesMax = 1; bytesMax < records.capacity() + 2; bytesMax++) {
            List<ByteBuffer> chunks = RecordBatches.chunks(records, bytesMax);

            assertThat(joined(chunks.toArray(ByteBuffer[]::new))).isEqualTo(records);
        }
    }

    /** The epoch lies outside the checksum: the batch stays valid. */
    @Test
    void writesTheLeaderEpochIntoTheBatchAndNothingElse() {
        ByteBuffer batch = joined(FIRST);

        RecordBatches.leaderEpoch(batch, 77);

        RecordBatch written =
                MemoryRecords.readableRecords(batch).batches().iterator().next();
        written.ensureValid();
        assertThat(written.partitionLeaderEpoch()).isEqualTo(77);
        batch.putInt(12, FIRST.getInt(12));
        assertThat(batch).isEqualTo(FIRST);
    }

    @Test
    void findsTheFirstBatchOfAnotherLeaderEpoch() {
        ByteBuffer records = joined(THIRD, FIRST, SECOND, THIRD);
        records.position(THIRD.remaining());

        assertThat(MirrorLog.newEpoch(records, offset -> 3)).isEmpty();
        assertThat(MirrorLog.newEpoch(records, offset -> offset < 9 ? 3 : 2))
                .contains(new MirrorLog.NewEpoch(THIRD.remaining() + FIRST.remaining(), 9, 3));
        assertThat(MirrorLog.newEpoch(batch((byte) 1, 5, 1_000, "a"), offset -> -1))
                .isEmpty();
    }

    @Test
    void putsNoOlderFormatIntoAChunkOfTheNewest() {
        ByteBuffer magic0 = batch(RecordBatch.MAGIC_VALUE_V0, 11, 1_000, "d");
        ByteBuffer magic1 = batch(RecordBatch.MAGIC_VALUE_V1, 12, 1_000, "e");
        ByteBuffer records = joined(magic0, magic1, FIRST, SECOND, magic1, magic0, THIRD);

        assertThat(RecordBatches.chunks(records, Integer.MAX_VALUE))
                .containsExactly(joined(magic0, magic1), joined(FIRST, SECOND), joined(magic1, magic0), THIRD);
    }

    @ParameterizedTest
    @CsvSource({"0, -1", "1, 3000", "2, 3000"})
    void readsTheLatestTimestamp(byte magic, long timestampMs) {
        for (Compression compression :
                List.of(Compression.NONE, Compression.gzip().build())) {
            ByteBuffer batch = MemoryRecords.withRecords(
                            magic, 0, compression, TimestampType.CREATE_TIME, new SimpleRecord(3_000, new byte[1]))
                    .buffer();

            assertThat(RecordBatches.maxTimestampMs(batch)).isEqualTo(timestampMs);
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

        assertThat(RecordBatches.maxTimestampMs(batch)).isEqualTo(5_000);
        assertThat(RecordBatches.baseOffset(batch)).isEqualTo(8);
    }

    /** Where magic 2 has its epoch, they have a checksum. */
    @ParameterizedTest
    @ValueSource(bytes = {0, 1})
    void leavesOlderFormatsAlone(byte magic) {
        ByteBuffer old = batch(magic, 5, 1_000, "a");
        ByteBuffer before = joined(old);

        RecordBatches.leaderEpoch(old, 77);

        assertThat(old).isEqualTo(before);
        assertThat(RecordBatches.split(joined(old, FIRST))).containsExactly(old, FIRST);
    }

    private static ByteBuffer batch(byte magic, long offset, long timestampMs, String value) {
        List<SimpleRecord> records = new ArrayList<>();
        records.add(new SimpleRecord(timestampMs, value.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        return MemoryRecords.withRecords(
                        magic,
                        offset,
                        Compression.NONE,
                        TimestampType.CREATE_TIME,
                        RecordBatch.NO_PRODUCER_ID,
                        RecordBatch.NO_PRODUCER_EPOCH,
                        RecordBatch.NO_SEQUENCE,
                        3,
                        false,
                        records.toArray(SimpleRecord[]::new))
                .buffer();
    }

    private static ByteBuffer joined(ByteBuffer... buffers) {
        int size = 0;
        for (ByteBuffer buffer : buffers) {
            size += buffer.remaining();
        }
        ByteBuffer joined = ByteBuffer.allocate(size);
        for (ByteBuffer buffer : buffers) {
            joined.put(buffer.duplicate());
        }
        return joined.flip();
    }
}
