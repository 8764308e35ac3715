// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.batch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;

/** Batches as Kafka's own code writes them. */
public final class SampleBatches {

    /** Every batch's. */
    public static final int LEADER_EPOCH = 3;

    private SampleBatches() {}

    /** With one record, and of no producer. */
    public static ByteBuffer batch(byte magic, long offset, long timestampMs, String value) {
        return MemoryRecords.withRecords(
                        magic,
                        offset,
                        Compression.NONE,
                        TimestampType.CREATE_TIME,
                        RecordBatch.NO_PRODUCER_ID,
                        RecordBatch.NO_PRODUCER_EPOCH,
                        RecordBatch.NO_SEQUENCE,
                        LEADER_EPOCH,
                        false,
                        new SimpleRecord(timestampMs, value.getBytes(StandardCharsets.UTF_8)))
                .buffer();
    }

    /** The bytes of all, in one buffer. */
    public static ByteBuffer joined(ByteBuffer... buffers) {
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
