// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a partition under both isolation levels side by side: what only the reader of all records sees was aborted.
 * Memory: what two {@link PartitionReader}s hold.
 */
final class OutcomeReader implements RecordSequence, AutoCloseable {

    private final Side side;
    private final PartitionReader all;
    private final PartitionReader committed;
    private final long lastStableOffset;
    private @Nullable ConsumerRecord<byte[], byte[]> nextCommitted;
    private boolean begun;

    /**
     * Both start at the same offset.
     *
     * @param committed reads committed records, to the last stable offset
     */
    OutcomeReader(Side side, PartitionReader all, PartitionReader committed, long lastStableOffset) {
        this.side = side;
        this.all = all;
        this.committed = committed;
        this.lastStableOffset = lastStableOffset;
    }

    /** @throws UnreadableException if the cluster cannot be read */
    @Override
    public @Nullable SeenRecord next() {
        try {
            ConsumerRecord<byte[], byte[]> record = all.next();
            return record == null ? null : new SeenRecord(record, outcome(record.offset()));
        } catch (KafkaException e) {
            throw new UnreadableException(side, e);
        }
    }

    @Override
    public long startOffset() {
        return all.startOffset();
    }

    @Override
    public boolean isDecided(long offset) {
        return offset < lastStableOffset;
    }

    private Outcome outcome(long offset) {
        if (!isDecided(offset)) {
            return Outcome.OPEN;
        }
        if (!begun) {
            begun = true;
            nextCommitted = committed.next();
        }
        while (nextCommitted != null && nextCommitted.offset() < offset) {
            nextCommitted = committed.next();
        }
        if (nextCommitted != null && nextCommitted.offset() == offset) {
            return Outcome.COMMITTED;
        }
        return offset < committed.startOffset() ? Outcome.UNKNOWN : Outcome.ABORTED;
    }

    @Override
    public void close() {
        all.close();
        committed.close();
    }
}
