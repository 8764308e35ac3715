// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.proof;

import dev.orbit.agent.batch.BatchHeader;
import dev.orbit.agent.tag.ProducerIdTag;
import dev.orbit.schemas.Snapshot.LogDigest;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The digest of a log as it grows, in constant time and without garbage for each batch. A sum of hashes, and no hash of
 * hashes: so what was counted elsewhere can be put before it, and what lies below an offset taken off. Every hash is over
 * the batch's offsets, so that order matters all the same. It tells damage and mistakes; who can forge a CRC can forge it.
 *
 * <p>Not thread-safe.
 */
public final class RunningDigest {

    /** Most offsets it is known from; beyond, every second one is forgotten. */
    static final int MARKS_MAX = 16;

    private static final int BATCHES_PER_MARK = 16;
    private static final int HASHED_BYTES = 2 * Long.BYTES + Integer.BYTES;

    private final ProducerIdTag tag;
    private final MessageDigest sha256 = sha256();
    private final byte[] hash = new byte[sha256.getDigestLength()];
    private final ByteBuffer hashed = ByteBuffer.allocate(HASHED_BYTES);
    private final ByteBuffer hashNumbers = ByteBuffer.wrap(hash);
    private final List<Mark> marks = new ArrayList<>();
    private int batchesPerMark = BATCHES_PER_MARK;
    private int batchesSinceMark;
    private long endOffset;
    private long high;
    private long low;

    /** @param startOffset nothing below it is counted */
    public RunningDigest(ProducerIdTag tag, long startOffset) {
        this.tag = tag;
        this.endOffset = startOffset;
    }

    /**
     * A place that the sum is known up to.
     *
     * @param fromOffset where the batches before it end
     * @param lastOffset of the first batch after it
     * @param high of the sum before it
     * @param low of the sum before it
     */
    private record Mark(long fromOffset, long lastOffset, long high, long low) {
        private Mark plus(long moreHigh, long moreLow) {
            return new Mark(fromOffset, lastOffset, sumHigh(high, low, moreHigh, moreLow), low + moreLow);
        }
    }

    /** Where it ends: what lies below is counted, from its start on. */
    public long endOffset() {
        return endOffset;
    }

    /**
     * Counts the next batch.
     *
     * @param bytes hold at least the header, as it is on this side of the link
     */
    public void add(ByteBuffer bytes, int at) {
        long last = BatchHeader.lastOffset(bytes, at);
        if (!BatchHeader.isEmpty(bytes, at)) {
            if (marks.isEmpty() || batchesSinceMark == batchesPerMark) {
                mark(last);
            }
            batchesSinceMark++;
            hashed.clear()
                    .putLong(BatchHeader.baseOffset(bytes, at))
                    .putLong(last)
                    .putInt(checksum(bytes, at));
            add(hashed.array());
        }
        endOffset = last + 1;
    }

    /** As the other side of the link has it. */
    private int checksum(ByteBuffer bytes, int at) {
        return tag.checksum(
                BatchHeader.checksum(bytes, at), BatchHeader.producerId(bytes, at), BatchHeader.sizeBytes(bytes, at));
    }

    /** There is nothing more up to this offset. */
    public void endsAt(long offset) {
        endOffset = Math.max(endOffset, offset);
    }

    /** Puts what was counted of the batches before it in front. */
    public void follow(RunningDigest earlier) {
        List<Mark> later =
                marks.stream().map(mark -> mark.plus(earlier.high, earlier.low)).toList();
        marks.clear();
        marks.addAll(earlier.marks);
        marks.addAll(later);
        high = sumHigh(high, low, earlier.high, earlier.low);
        low += earlier.low;
        batchesPerMark = Math.max(batchesPerMark, earlier.batchesPerMark);
        while (marks.size() > MARKS_MAX) {
            thinOut();
        }
    }

    /**
     * Digests to the end: from the first mark that the log still reaches back to, and from some later ones, for when it
     * does not any more.
     *
     * @param logStartOffset where the log starts
     * @param countMax most digests, at least 1
     */
    public List<LogDigest> from(long logStartOffset, int countMax) {
        List<Mark> whole = marks.stream()
                .filter(mark -> logStartOffset <= mark.lastOffset())
                .toList();
        if (whole.isEmpty()) {
            return List.of(new LogDigest(endOffset, hex(0, 0)));
        }
        List<LogDigest> digests = new ArrayList<>();
        int count = Math.min(countMax, whole.size());
        for (int i = 0; i < count; i++) {
            Mark mark = whole.get(i * whole.size() / count);
            digests.add(new LogDigest(Math.max(mark.fromOffset(), logStartOffset), since(mark)));
        }
        return digests;
    }

    /** Of all that was counted. */
    public String digest() {
        return hex(high, low);
    }

    private String since(Mark mark) {
        long borrow = Long.compareUnsigned(low, mark.low()) < 0 ? 1 : 0;
        return hex(high - mark.high() - borrow, low - mark.low());
    }

    private void mark(long lastOffset) {
        if (marks.size() == MARKS_MAX) {
            thinOut();
        }
        marks.add(new Mark(endOffset, lastOffset, high, low));
        batchesSinceMark = 0;
    }

    private void thinOut() {
        for (int i = marks.size() - 1; i > 0; i--) {
            if (i % 2 == 1) {
                marks.remove(i);
            }
        }
        batchesPerMark *= 2;
    }

    private void add(byte[] header) {
        try {
            sha256.update(header);
            sha256.digest(hash, 0, hash.length);
        } catch (DigestException e) {
            throw new AssertionError("the hash has room", e);
        }
        long moreLow = hashNumbers.getLong(Long.BYTES);
        high = sumHigh(high, low, hashNumbers.getLong(0), moreLow);
        low += moreLow;
    }

    private static long sumHigh(long aHigh, long aLow, long bHigh, long bLow) {
        return aHigh + bHigh + (Long.compareUnsigned(aLow + bLow, aLow) < 0 ? 1 : 0);
    }

    private static String hex(long high, long low) {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
