// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;

/**
 * Raw record batches in a buffer, by the fixed part of their layout: base offset (8 bytes), length (4), partition leader
 * epoch (4), magic (1), and the latest timestamp (8): in magic 2 at 35, in magic 1 at 18, in magic 0 nowhere. Magic 2 has the
 * attributes (2) at 21, the last offset's distance (4) at 23, the producer id (8) at 43 and the count of records (4) at 57.
 * The buffer's own position and limit are never moved.
 */
final class RecordBatches {

    private static final int LENGTH_OFFSET = 8;
    private static final int LEADER_EPOCH_OFFSET = 12;
    private static final int MAGIC_OFFSET = 16;
    private static final int OVERHEAD_BYTES = 12;
    private static final int LAST_OFFSET_DELTA_OFFSET = 23;
    private static final int MAX_TIMESTAMP_OFFSET = 35;
    private static final int ATTRIBUTES_OFFSET = 21;
    private static final int CONTROL_FLAG = 0x20;
    private static final int PRODUCER_ID_OFFSET = 43;
    private static final int RECORD_COUNT_OFFSET = 57;
    private static final int MAGIC_1_TIMESTAMP_OFFSET = 18;

    private RecordBatches() {}

    /** Every whole batch; a fetch may end in a part of one, which is left out. */
    static List<ByteBuffer> split(ByteBuffer records) {
        List<ByteBuffer> batches = new ArrayList<>();
        int at = records.position();
        while (at + MAGIC_OFFSET < records.limit()) {
            int size = records.getInt(at + LENGTH_OFFSET) + OVERHEAD_BYTES;
            if (size <= MAGIC_OFFSET || at + size > records.limit()) {
                break;
            }
            batches.add(records.slice(at, size));
            at += size;
        }
        return batches;
    }

    /**
     * Neighbouring batches of one buffer, joined to chunks of at most the given size; a larger batch stands alone, and no
     * batch of magic 2 is in one chunk with an older one.
     */
    static List<ByteBuffer> chunks(ByteBuffer records, int bytesMax) {
        List<ByteBuffer> chunks = new ArrayList<>();
        int start = records.position();
        int end = start;
        boolean magic2 = true;
        for (ByteBuffer batch : split(records)) {
            boolean fits = end - start + batch.remaining() <= bytesMax && isMagic2(batch) == magic2;
            if (end > start && !fits) {
                chunks.add(records.slice(start, end - start));
                start = end;
            }
            magic2 = isMagic2(batch);
            end += batch.remaining();
        }
        if (end > start) {
            chunks.add(records.slice(start, end - start));
        }
        return chunks;
    }

    /** A batch without records that takes up one offset, of no producer: as the log cleaner leaves behind. */
    static ByteBuffer empty(long offset, int leaderEpoch) {
        return empty(offset, offset, leaderEpoch);
    }

    /** The same, that takes up all from one offset to another. */
    static ByteBuffer empty(long firstOffset, long lastOffset, int leaderEpoch) {
        ByteBuffer batch = ByteBuffer.allocate(DefaultRecordBatch.RECORD_BATCH_OVERHEAD);
        DefaultRecordBatch.writeEmptyHeader(
                batch,
                RecordBatch.MAGIC_VALUE_V2,
                RecordBatch.NO_PRODUCER_ID,
                RecordBatch.NO_PRODUCER_EPOCH,
                RecordBatch.NO_SEQUENCE,
                firstOffset,
                lastOffset,
                leaderEpoch,
                TimestampType.CREATE_TIME,
                RecordBatch.NO_TIMESTAMP,
                false,
                false);
        return batch.flip();
    }

    /** A marker that ends a transaction as aborted. */
    static ByteBuffer abortMarker(long offset, long timestampMs, int leaderEpoch, LocalPartition.OpenTransaction open) {
        // one that was never ended has had no coordinator's epoch yet
        int coordinatorEpoch = Math.max(0, open.coordinatorEpoch());
        return MemoryRecords.withEndTransactionMarker(
                        offset,
                        timestampMs,
                        leaderEpoch,
                        open.producerId(),
                        open.producerEpoch(),
                        new EndTransactionMarker(ControlRecordType.ABORT, coordinatorEpoch))
                .buffer();
    }

    /** Of an older format's compressed batch it is the last offset. */
    static long baseOffset(ByteBuffer batch) {
        return batch.getLong(batch.position());
    }

    /** The last offset that a batch takes up; before magic 2 a batch bears this one alone. */
    static long lastOffset(ByteBuffer batch) {
        return baseOffset(batch) + (isMagic2(batch) ? batch.getInt(batch.position() + LAST_OFFSET_DELTA_OFFSET) : 0);
    }

    /** Records in a batch, fewer than it has offsets where the log cleaner took some; before magic 2 they are not counted. */
    static int recordCount(ByteBuffer batch) {
        return isMagic2(batch) ? batch.getInt(batch.position() + RECORD_COUNT_OFFSET) : 1;
    }

    /** Negative where there is none, as before magic 2. */
    static long producerId(ByteBuffer batch) {
        return isMagic2(batch) ? batch.getLong(batch.position() + PRODUCER_ID_OFFSET) : RecordBatch.NO_PRODUCER_ID;
    }

    /** Whether it ends a transaction. */
    static boolean isControl(ByteBuffer batch) {
        return isMagic2(batch) && (batch.getShort(batch.position() + ATTRIBUTES_OFFSET) & CONTROL_FLAG) != 0;
    }

    /** Records in a batch of magic 2, by its header. */
    static int count(RecordBatch batch) {
        Integer count = batch.countOrNull();
        return count == null ? 0 : count;
    }

    /** Whether the format has a leader epoch: before magic 2 the field is something else. */
    static boolean isMagic2(ByteBuffer batch) {
        return batch.get(batch.position() + MAGIC_OFFSET) >= 2;
    }

    /** The leader epoch a batch bears; -1 where the format has none. */
    static int leaderEpoch(ByteBuffer batch) {
        return isMagic2(batch)
                ? batch.getInt(batch.position() + LEADER_EPOCH_OFFSET)
                : RecordBatch.NO_PARTITION_LEADER_EPOCH;
    }

    /** The latest timestamp in a batch; -1 where the format has none. */
    static long maxTimestampMs(ByteBuffer batch) {
        return switch (batch.get(batch.position() + MAGIC_OFFSET)) {
            case RecordBatch.MAGIC_VALUE_V0 -> RecordBatch.NO_TIMESTAMP;
            case RecordBatch.MAGIC_VALUE_V1 -> batch.getLong(batch.position() + MAGIC_1_TIMESTAMP_OFFSET);
            default -> batch.getLong(batch.position() + MAX_TIMESTAMP_OFFSET);
        };
    }

    /** The leader epoch lies outside the checksum. */
    static void leaderEpoch(ByteBuffer batch, int epoch) {
        if (isMagic2(batch)) {
            batch.putInt(batch.position() + LEADER_EPOCH_OFFSET, epoch);
        }
    }
}
