// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.batch;

import static dev.orbit.agent.batch.SampleBatches.batch;
import static dev.orbit.agent.batch.SampleBatches.joined;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Buffers of batches, whole and cut. */
class BatchesTest {

    private static final ByteBuffer FIRST = batch(RecordBatch.CURRENT_MAGIC_VALUE, 5, 1_000, "a");
    private static final ByteBuffer SECOND = batch(RecordBatch.CURRENT_MAGIC_VALUE, 9, 3_000, "b".repeat(40));
    private static final ByteBuffer THIRD = batch(RecordBatch.CURRENT_MAGIC_VALUE, 10, 2_000, "c");

    @Test
    void findsEveryBatch() {
        ByteBuffer records = joined(FIRST, SECOND, THIRD);

        assertThat(Batches.split(records)).containsExactly(FIRST, SECOND, THIRD);
        assertThat(Batches.split(records).stream().map(batch -> BatchHeader.baseOffset(batch, 0)))
                .containsExactly(5L, 9L, 10L);
        assertThat(records.position()).isZero();
    }

    @Test
    void findsBatchesBehindAPosition() {
        ByteBuffer records = joined(FIRST, SECOND, THIRD);
        records.position(FIRST.remaining());

        assertThat(Batches.split(records)).containsExactly(SECOND, THIRD);
        assertThat(Batches.chunks(records, 1)).containsExactly(SECOND, THIRD);
    }

    /** A fetch is cut at a number of bytes. */
    @Test
    void leavesOutAPartOfABatchWhereverItIsCut() {
        ByteBuffer records = joined(FIRST, SECOND);

        for (int limit = 0; limit < records.capacity(); limit++) {
            ByteBuffer cut = records.duplicate().limit(limit);
            List<ByteBuffer> expected = limit < FIRST.remaining() ? List.of() : List.of(FIRST);

            assertThat(Batches.split(cut)).as("cut at %d", limit).isEqualTo(expected);
            assertThat(Batches.chunks(cut, 1_000)).as("cut at %d", limit).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 4, 48, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void stopsAtALengthThatCannotBe(int length) {
        ByteBuffer records = joined(FIRST, SECOND);
        records.putInt(FIRST.remaining() + 8, length);

        assertThat(Batches.split(records)).containsExactly(FIRST);
    }

    @Test
    void joinsWhatFitsIntoAChunk() {
        ByteBuffer records = joined(FIRST, SECOND, THIRD);
        int firstTwo = FIRST.remaining() + SECOND.remaining();

        assertThat(Batches.chunks(records, Integer.MAX_VALUE)).containsExactly(joined(FIRST, SECOND, THIRD));
        assertThat(Batches.chunks(records, firstTwo)).containsExactly(joined(FIRST, SECOND), THIRD);
        assertThat(Batches.chunks(records, firstTwo - 1)).containsExactly(FIRST, SECOND, THIRD);
    }

    /** Larger than a segment: Kafka decides whether it takes it. */
    @Test
    void letsALargeBatchStandAlone() {
        ByteBuffer records = joined(FIRST, SECOND, THIRD);

        assertThat(Batches.chunks(records, SECOND.remaining() - 1)).containsExactly(FIRST, SECOND, THIRD);
    }

    @Test
    void losesNothingHoweverItIsCut() {
        ByteBuffer records = joined(FIRST, SECOND, THIRD, FIRST, SECOND, THIRD);

        for (int bytesMax = 1; bytesMax < records.capacity() + 2; bytesMax++) {
            List<ByteBuffer> chunks = Batches.chunks(records, bytesMax);

            assertThat(joined(chunks.toArray(ByteBuffer[]::new))).isEqualTo(records);
        }
    }

    @Test
    void putsNoOlderFormatIntoAChunkOfTheNewest() {
        ByteBuffer magic0 = batch(RecordBatch.MAGIC_VALUE_V0, 11, 1_000, "d");
        ByteBuffer magic1 = batch(RecordBatch.MAGIC_VALUE_V1, 12, 1_000, "e");
        ByteBuffer records = joined(magic0, magic1, FIRST, SECOND, magic1, magic0, THIRD);

        assertThat(Batches.chunks(records, Integer.MAX_VALUE))
                .containsExactly(joined(magic0, magic1), joined(FIRST, SECOND), joined(magic1, magic0), THIRD);
    }
}
