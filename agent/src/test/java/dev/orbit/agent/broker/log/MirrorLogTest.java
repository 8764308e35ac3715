// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.log;

import static dev.orbit.agent.batch.SampleBatches.LEADER_EPOCH;
import static dev.orbit.agent.batch.SampleBatches.batch;
import static dev.orbit.agent.batch.SampleBatches.joined;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.Snapshot.LostRange;
import java.nio.ByteBuffer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;

/** What is looked for in a source's answer before it is appended. */
class MirrorLogTest {

    private static final ByteBuffer FIRST = batch(RecordBatch.CURRENT_MAGIC_VALUE, 5, 1_000, "a");
    private static final ByteBuffer SECOND = batch(RecordBatch.CURRENT_MAGIC_VALUE, 9, 3_000, "b".repeat(40));
    private static final ByteBuffer THIRD = batch(RecordBatch.CURRENT_MAGIC_VALUE, 10, 2_000, "c");

    @Test
    void findsTheFirstBatchOfAnotherLeaderEpoch() {
        ByteBuffer records = joined(THIRD, FIRST, SECOND, THIRD);
        records.position(THIRD.remaining());

        assertThat(MirrorLog.newEpoch(records, offset -> LEADER_EPOCH)).isEmpty();
        assertThat(MirrorLog.newEpoch(records, offset -> offset < 9 ? 3 : 2))
                .contains(new MirrorLog.NewEpoch(THIRD.remaining() + FIRST.remaining(), 9, 3));
        assertThat(MirrorLog.newEpoch(batch((byte) 1, 5, 1_000, "a"), offset -> -1))
                .isEmpty();
    }

    @Test
    void findsTheFirstOffsetsThatAreMissing() {
        ByteBuffer records = joined(FIRST, SECOND, THIRD);

        assertThat(MirrorLog.firstGap(records, 5)).contains(new LostRange(6, 9));
        assertThat(MirrorLog.firstGap(records, 3)).contains(new LostRange(3, 5));
        assertThat(MirrorLog.firstGap(records, Long.MAX_VALUE))
                .as("nothing is missing before the first")
                .contains(new LostRange(6, 9));
        assertThat(MirrorLog.firstGap(joined(SECOND, THIRD), 9)).isEmpty();
        // what lies below the mirror's end is there
        assertThat(MirrorLog.firstGap(joined(SECOND, THIRD), 10)).isEmpty();
        assertThat(MirrorLog.firstGap(RecordBatches.empty(11, 0), 11)).contains(new LostRange(11, 12));
        assertThat(MirrorLog.firstGap(ByteBuffer.allocate(0), 11)).isEmpty();
    }

    /** A compressed set of an old format bears its last offset alone: where it begins is not told. */
    @Test
    void aCompressedSetOfAnOldFormatIsNoGap() {
        ByteBuffer packed = MemoryRecords.withRecords(
                        RecordBatch.MAGIC_VALUE_V1,
                        11,
                        Compression.gzip().build(),
                        TimestampType.CREATE_TIME,
                        new SimpleRecord(1, "a".getBytes(UTF_8)),
                        new SimpleRecord(1, "b".getBytes(UTF_8)),
                        new SimpleRecord(1, "c".getBytes(UTF_8)))
                .buffer();

        assertThat(MirrorLog.firstGap(packed, 11)).isEmpty();
        assertThat(MirrorLog.firstGap(joined(packed, batch((byte) 1, 14, 1_000, "d")), 11))
                .isEmpty();
        assertThat(MirrorLog.firstGap(batch((byte) 1, 14, 1_000, "d"), 11)).contains(new LostRange(11, 14));
    }
}
