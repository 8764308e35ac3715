// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.batch;

import java.nio.ByteBuffer;

/**
 * Fields of the header of the batch that begins at a place of a big-endian buffer, whose position and limit are never
 * moved. In magic 0 and 1 each record, or each compressed set of them, is a batch of its own, which bears its last offset
 * alone. The layout is Kafka's: base offset (8 bytes), length of what follows (4), partition leader epoch (4; in magic 0 and
 * 1 the checksum), magic (1), and in magic 2 checksum (4), attributes (2), distance of the last offset (4), first and latest
 * timestamp (8 each), producer id (8), its epoch (2), base sequence (4), count of records (4).
 */
public final class BatchHeader {

    /** Holds every field of any format. */
    public static final int BYTES_MAX = 61;

    private static final int SIZE = 8;
    private static final int SIZE_END = 12;
    private static final int LEADER_EPOCH = 12;
    private static final int OLD_CHECKSUM = 12;
    private static final int MAGIC = 16;
    private static final int CHECKSUM = 17;
    private static final int OLD_ATTRIBUTES = 17;
    private static final int OLD_TIMESTAMP = 18;
    private static final int ATTRIBUTES = 21;
    private static final int LAST_OFFSET_DELTA = 23;
    private static final int MAX_TIMESTAMP = 35;
    private static final int PRODUCER_ID = 43;
    private static final int RECORD_COUNT = 57;

    private static final byte MAGIC_2 = 2;
    private static final int OLD_BYTES_MIN = 17;
    private static final int CONTROL_FLAG = 0x20;
    private static final int COMPRESSION_MASK = 0x07;
    private static final int NONE = -1;

    private BatchHeader() {}

    /** Whether there is a whole batch, as far as its header can tell. */
    static boolean isWhole(ByteBuffer bytes, int at) {
        int remaining = bytes.limit() - at;
        if (remaining < OLD_BYTES_MIN) {
            return false;
        }
        int size = sizeBytes(bytes, at);
        return size <= remaining && size >= (isMagic2(bytes, at) ? BYTES_MAX : OLD_BYTES_MIN);
    }

    /** Of the whole batch, its header included. */
    public static int sizeBytes(ByteBuffer bytes, int at) {
        return bytes.getInt(at + SIZE) + SIZE_END;
    }

    /** Whether it is of the newest format: before it there are no leader epochs, producer ids and counts. */
    public static boolean isMagic2(ByteBuffer bytes, int at) {
        return bytes.get(at + MAGIC) >= MAGIC_2;
    }

    /** Whether {@link #baseOffset} is where it begins. */
    public static boolean tellsWhereItBegins(ByteBuffer bytes, int at) {
        return isMagic2(bytes, at) || (bytes.get(at + OLD_ATTRIBUTES) & COMPRESSION_MASK) == 0;
    }

    /** Of an older format's compressed batch it is the last offset. */
    public static long baseOffset(ByteBuffer bytes, int at) {
        return bytes.getLong(at);
    }

    public static long lastOffset(ByteBuffer bytes, int at) {
        return baseOffset(bytes, at) + (isMagic2(bytes, at) ? bytes.getInt(at + LAST_OFFSET_DELTA) : 0);
    }

    /** How many offsets it takes up; before magic 2 that is not told, and 1. */
    public static int offsetCount(ByteBuffer bytes, int at) {
        return isMagic2(bytes, at) ? bytes.getInt(at + LAST_OFFSET_DELTA) + 1 : 1;
    }

    /** Fewer than it has offsets where the log cleaner took some; before magic 2 they are not counted, and 1. */
    public static int recordCount(ByteBuffer bytes, int at) {
        return isMagic2(bytes, at) ? bytes.getInt(at + RECORD_COUNT) : 1;
    }

    /** Negative where there is none. */
    public static long producerId(ByteBuffer bytes, int at) {
        return isMagic2(bytes, at) ? bytes.getLong(at + PRODUCER_ID) : NONE;
    }

    /** Whether it ends a transaction. */
    public static boolean isControl(ByteBuffer bytes, int at) {
        return isMagic2(bytes, at) && (bytes.getShort(at + ATTRIBUTES) & CONTROL_FLAG) != 0;
    }

    /** Whether nothing but offsets is in it: such a one ends a log whose last records the cleaner took. */
    public static boolean isEmpty(ByteBuffer bytes, int at) {
        return recordCount(bytes, at) == 0 && producerId(bytes, at) < 0;
    }

    /** Of all that lies behind it in the batch. */
    public static int checksum(ByteBuffer bytes, int at) {
        return bytes.getInt(at + (isMagic2(bytes, at) ? CHECKSUM : OLD_CHECKSUM));
    }

    /** The latest timestamp, in ms; -1 where the format has none. */
    public static long maxTimestampMs(ByteBuffer bytes, int at) {
        return switch (bytes.get(at + MAGIC)) {
            case 0 -> NONE;
            case 1 -> bytes.getLong(at + OLD_TIMESTAMP);
            default -> bytes.getLong(at + MAX_TIMESTAMP);
        };
    }

    /** -1 where the format has none. */
    public static int leaderEpoch(ByteBuffer bytes, int at) {
        return isMagic2(bytes, at) ? bytes.getInt(at + LEADER_EPOCH) : NONE;
    }

    /** The leader epoch lies outside the checksum; where the format has none, nothing is written. */
    public static void leaderEpoch(ByteBuffer bytes, int at, int epoch) {
        if (isMagic2(bytes, at)) {
            bytes.putInt(at + LEADER_EPOCH, epoch);
        }
    }
}
