// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import static dev.orbit.agent.batch.SampleBatches.batch;
import static dev.orbit.agent.batch.SampleBatches.joined;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;

class DeletedOffsetsTest {

    private static final byte OLD = RecordBatch.MAGIC_VALUE_V1;

    private static DeletedOffsets before(ByteBuffer records) {
        return DeletedOffsets.between(33, 38, DeletedOffsets.firstBatch(records));
    }

    /** It ends at the source's log start, or where the batch begins that reaches over that. */
    @Test
    void aBatchThatReachesOverTheLogStartIsNotDeleted() {
        assertThat(before(batch(RecordBatch.CURRENT_MAGIC_VALUE, 38, 1, "a"))).isEqualTo(new DeletedOffsets(33, 38));
        assertThat(before(batch(RecordBatch.CURRENT_MAGIC_VALUE, 40, 1, "a"))).isEqualTo(new DeletedOffsets(33, 38));
        assertThat(before(joined(
                        batch(RecordBatch.CURRENT_MAGIC_VALUE, 35, 1, "a"),
                        batch(RecordBatch.CURRENT_MAGIC_VALUE, 38, 1, "b"))))
                .isEqualTo(new DeletedOffsets(33, 35));
        assertThat(before(batch(RecordBatch.CURRENT_MAGIC_VALUE, 33, 1, "a")).isEmpty())
                .isTrue();
        assertThat(before(batch(RecordBatch.CURRENT_MAGIC_VALUE, 31, 1, "a"))).isEqualTo(new DeletedOffsets(33, 33));
    }

    @Test
    void whatDoesNotTellWhereItBeginsMayBeginAnywhere() {
        ByteBuffer packed = MemoryRecords.withRecords(
                        OLD,
                        35,
                        Compression.gzip().build(),
                        TimestampType.CREATE_TIME,
                        new SimpleRecord(1, "a".getBytes(UTF_8)),
                        new SimpleRecord(1, "b".getBytes(UTF_8)))
                .buffer();

        assertThat(before(packed).isEmpty()).isTrue();
        assertThat(before(batch(OLD, 35, 1, "a"))).isEqualTo(new DeletedOffsets(33, 35));
        assertThat(before(ByteBuffer.allocate(20)).isEmpty()).isTrue();
    }

    @Test
    void aSourceWithoutABatchHasDeletedAllUpToItsLogStart() {
        assertThat(DeletedOffsets.between(33, 38, DeletedOffsets.NO_BATCH)).isEqualTo(new DeletedOffsets(33, 38));
        assertThat(DeletedOffsets.between(33, 33, DeletedOffsets.NO_BATCH).isEmpty())
                .isTrue();
    }

    @Test
    void theLastOfThem() {
        assertThat(new DeletedOffsets(33, 38).last(2)).isEqualTo(new DeletedOffsets(36, 38));
        assertThat(new DeletedOffsets(33, 38).last(6)).isEqualTo(new DeletedOffsets(33, 38));
    }
}
