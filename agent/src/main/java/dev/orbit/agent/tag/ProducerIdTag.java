// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.tag;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32C;

/**
 * The mark that producer ids bear while they are in the other one of two linked clusters. Two clusters hand out the same
 * small producer ids; a batch that crosses the link has {@code value << 40} XORed into its producer id, so that ids
 * native to either side never meet in one log. Crossing back takes the mark off again.
 *
 * <p>The batch's CRC-32C is adjusted, not computed anew: CRCs are linear, so the change depends only on the tag and on
 * how many bytes follow the id. That takes no pass over the data, and a batch that arrived corrupt stays detectably
 * corrupt. Immutable and thread-safe.
 */
public final class ProducerIdTag {

    /** Changes nothing: of batches that cross no link. */
    public static final ProducerIdTag NONE = new ProducerIdTag(0);

    private static final int BITS = 22;
    /** Below it are the ids that clusters hand out; above it, and the tag's bits, are the sign and one bit to spare. */
    private static final int POSITION = 40;

    private static final int SIZE_OFFSET = 8;
    private static final int SIZE_END = 12;
    private static final int MAGIC_OFFSET = 16;
    private static final int CRC_OFFSET = 17;
    private static final int PRODUCER_ID_OFFSET = 43;
    private static final int PRODUCER_ID_END = 51;
    private static final int MAGIC_2_HEADER_BYTES = 61;
    private static final byte MAGIC_2 = 2;

    private final int value;
    private final long mask;
    /** What the mask adds to the CRC of a batch that ends right after the producer id. */
    private final int crcOfMask;

    private ProducerIdTag(int value) {
        this.value = value;
        this.mask = (long) value << POSITION;
        this.crcOfMask = crc(mask) ^ crc(0);
    }

    /**
     * The tag of the link between two clusters, the same in both directions.
     *
     * @throws IllegalArgumentException if both are the same cluster
     */
    public static ProducerIdTag of(String clusterIdA, String clusterIdB) {
        int order = clusterIdA.compareTo(clusterIdB);
        if (order == 0) {
            throw new IllegalArgumentException("A link needs two clusters; both are " + clusterIdA + ".");
        }
        String pair = order < 0 ? clusterIdA + '\n' + clusterIdB : clusterIdB + '\n' + clusterIdA;
        int tagCount = (1 << BITS) - 1;
        return new ProducerIdTag(1 + (int) Long.remainderUnsigned(hash(pair), tagCount));
    }

    /** 1 to 2^22 - 1. */
    public int value() {
        return value;
    }

    /** Whether the id is native to the cluster that it is seen in. */
    public static boolean isUntagged(long producerId) {
        return producerId >>> POSITION == 0;
    }

    /** The id that a producer has on the other side of the link; negative where it has none. */
    public long across(long producerId) {
        return producerId < 0 ? producerId : producerId ^ mask;
    }

    /**
     * Puts the tag on every batch that has a producer id, or takes it off: applying it twice restores the bytes.
     *
     * @param recordBatches whole batches from position to limit, at the end possibly a part of one, which is left
     *     alone; older formats, which have no producer ids, are left alone too. Position and limit stay.
     */
    public void apply(ByteBuffer recordBatches) {
        ByteBuffer bytes = recordBatches.duplicate().order(ByteOrder.BIG_ENDIAN);
        int at = bytes.position();
        while (bytes.limit() - at > MAGIC_OFFSET) {
            int bodySize = bytes.getInt(at + SIZE_OFFSET);
            // A size that makes no sense is for the reader to refuse; there is no way past it.
            if (bodySize <= MAGIC_OFFSET - SIZE_END || bodySize > bytes.limit() - at - SIZE_END) {
                return;
            }
            int size = bodySize + SIZE_END;
            if (bytes.get(at + MAGIC_OFFSET) == MAGIC_2 && size >= MAGIC_2_HEADER_BYTES) {
                applyToBatch(bytes, at, size);
            }
            at += size;
        }
    }

    private void applyToBatch(ByteBuffer bytes, int at, int size) {
        long producerId = bytes.getLong(at + PRODUCER_ID_OFFSET);
        if (producerId < 0) {
            return;
        }
        bytes.putLong(at + PRODUCER_ID_OFFSET, across(producerId));
        bytes.putInt(at + CRC_OFFSET, checksum(bytes.getInt(at + CRC_OFFSET), producerId, size));
    }

    /**
     * The checksum that a batch of magic 2 has on the other side of the link. Of its headers alone, for it depends on no
     * other byte.
     *
     * @param checksum on this side
     * @param sizeBytes of the whole batch
     */
    public int checksum(int checksum, long producerId, int sizeBytes) {
        return producerId < 0 ? checksum : checksum ^ Crc32cShift.shift(crcOfMask, sizeBytes - PRODUCER_ID_END);
    }

    private static int crc(long bits) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(0, bits));
        return (int) crc.getValue();
    }

    private static long hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ProducerIdTag that && value == that.value;
    }

    @Override
    public int hashCode() {
        return value;
    }

    @Override
    public String toString() {
        return "ProducerIdTag[" + Integer.toHexString(value) + "]";
    }
}
