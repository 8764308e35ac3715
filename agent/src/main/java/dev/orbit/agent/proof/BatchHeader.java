// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.proof;

import dev.orbit.agent.tag.ProducerIdTag;
import java.nio.ByteBuffer;

/**
 * Fields of a batch's header, in a big-endian buffer of which nothing is moved. In magic 0 and 1 each record, or each
 * compressed set of them, is a batch of its own, which bears its last offset alone.
 */
public final class BatchHeader {

    /** Holds every field of any format. */
    public static final int BYTES_MAX = 61;

    private static final int SIZE = 8;
    private static final int SIZE_END = 12;
    private static final int OLD_CHECKSUM = 12;
    private static final int MAGIC = 16;
    private static final int CHECKSUM = 17;
    private static final int LAST_OFFSET_DELTA = 23;
    private static final int PRODUCER_ID = 43;
    private static final int RECORD_COUNT = 57;
    private static final byte MAGIC_2 = 2;

    private BatchHeader() {}

    /** Of the whole batch, its header included. */
    public static int sizeBytes(ByteBuffer bytes, int at) {
        return bytes.getInt(at + SIZE) + SIZE_END;
    }

    public static long baseOffset(ByteBuffer bytes, int at) {
        return bytes.getLong(at);
    }

    public static long lastOffset(ByteBuffer bytes, int at) {
        return baseOffset(bytes, at) + (isMagic2(bytes, at) ? bytes.getInt(at + LAST_OFFSET_DELTA) : 0);
    }

    /** Whether nothing but offsets is in it: such a one ends a log whose last records the cleaner took. */
    static boolean isEmpty(ByteBuffer bytes, int at) {
        return isMagic2(bytes, at) && bytes.getInt(at + RECORD_COUNT) == 0 && bytes.getLong(at + PRODUCER_ID) < 0;
    }

    /** As the other side of the link has it. */
    static int checksum(ByteBuffer bytes, int at, ProducerIdTag tag) {
        return isMagic2(bytes, at)
                ? tag.checksum(bytes.getInt(at + CHECKSUM), bytes.getLong(at + PRODUCER_ID), sizeBytes(bytes, at))
                : bytes.getInt(at + OLD_CHECKSUM);
    }

    private static boolean isMagic2(ByteBuffer bytes, int at) {
        return bytes.get(at + MAGIC) >= MAGIC_2;
    }
}
