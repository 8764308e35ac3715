// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.log;

/** A batch is larger than the topic's segments may be: Kafka appends it neither as a leader nor as a follower. */
public final class BatchAboveSegmentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long offset;
    private final int batchBytes;
    private final int segmentBytes;

    BatchAboveSegmentException(long offset, int batchBytes, int segmentBytes) {
        super("the batch at offset " + offset + " has " + batchBytes + " bytes, segment.bytes is " + segmentBytes);
        this.offset = offset;
        this.batchBytes = batchBytes;
        this.segmentBytes = segmentBytes;
    }

    /** The batch's base offset. */
    public long offset() {
        return offset;
    }

    public int batchBytes() {
        return batchBytes;
    }

    /** What the topic allows now. */
    public int segmentBytes() {
        return segmentBytes;
    }
}
