// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.log;

import java.nio.ByteBuffer;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;

/** Batches that Orbit itself writes. */
final class RecordBatches {

    private RecordBatches() {}

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

    /** Records in a batch of magic 2, by its header. */
    static int count(RecordBatch batch) {
        Integer count = batch.countOrNull();
        return count == null ? 0 : count;
    }
}
