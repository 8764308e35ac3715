// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Judges what compaction may have removed on one side and not yet on the other. A record that only one side holds is
 * right if a later committed record of its key shadows it there, or beyond where the two logs are compared. What compaction
 * removes without a shadow is counted: tombstones in time, records of aborted transactions and records without a key at
 * once; and what one side may have removed for that, while the other does not know yet how a transaction ended. Holds a hash of 128 bits for each key that waits for its shadow. Pure; not thread-safe.
 */
final class Compaction {

    /** A record that one side alone holds and nothing shadows. */
    record Unshadowed(Side side, long offset) {}

    /** A key on the side where a record of it waits, as the first half of its SHA-256. */
    private record Key(Side side, long high, long low) {}

    private final MessageDigest sha256 = RecordDigest.sha256();
    private final Map<Key, Long> waiting = new HashMap<>();
    private final int waitingMax;
    private long shadowedCount;
    private long tombstoneCount;
    private long abortedCount;
    private long keylessCount;
    private long undecidedCount;

    /** @param waitingMax keys that may wait at once */
    Compaction(int waitingMax) {
        this.waitingMax = waitingMax;
    }

    /**
     * A record that one side alone holds.
     *
     * @param otherHasDecided whether the other side knows how the record's transaction ended
     * @throws TooManyKeysException if more keys wait than there is room for
     */
    void onlyOn(Side side, SeenRecord seen, boolean otherHasDecided) {
        byte @Nullable [] key = seen.record().key();
        if (seen.outcome() == Outcome.OPEN && otherHasDecided) {
            undecidedCount++;
        } else if (seen.outcome() == Outcome.ABORTED) {
            abortedCount++;
        } else if (key == null) {
            keylessCount++;
        } else {
            Key hash = hash(side, key);
            if (seen.outcome() == Outcome.COMMITTED) {
                shadow(hash);
            }
            if (seen.record().value() == null) {
                tombstoneCount++;
            } else if (waiting.putIfAbsent(hash, seen.offset()) == null && waiting.size() > waitingMax) {
                throw new TooManyKeysException(waitingMax);
            }
        }
    }

    /** A record that both sides hold. */
    void onBoth(SeenRecord source, SeenRecord destination) {
        // one may know that it is committed before the other does
        if (source.outcome() == Outcome.COMMITTED || destination.outcome() == Outcome.COMMITTED) {
            shadowWith(source.record().key());
        }
    }

    /** A record that the longer log holds beyond the end of the other one. */
    void beyond(SeenRecord seen) {
        if (seen.outcome() == Outcome.COMMITTED) {
            shadowWith(seen.record().key());
        }
    }

    /** Whether a record waits for its shadow. */
    boolean isWaiting() {
        return !waiting.isEmpty();
    }

    /** The first record that still waits. */
    Optional<Unshadowed> first() {
        return waiting.entrySet().stream()
                .min(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                .map(entry -> new Unshadowed(entry.getKey().side(), entry.getValue()));
    }

    long shadowedCount() {
        return shadowedCount;
    }

    /** Tombstones that one side alone holds. */
    long tombstoneCount() {
        return tombstoneCount;
    }

    /** Records of aborted transactions that one side alone holds. */
    long abortedCount() {
        return abortedCount;
    }

    /** Records without a key that one side alone holds. */
    long keylessCount() {
        return keylessCount;
    }

    /** Records that one side alone holds in an open transaction, which has ended on the other. */
    long undecidedCount() {
        return undecidedCount;
    }

    private void shadowWith(byte @Nullable [] key) {
        if (key != null && isWaiting()) {
            Key hash = hash(Side.SOURCE, key);
            shadow(hash);
            shadow(new Key(Side.DESTINATION, hash.high(), hash.low()));
        }
    }

    private void shadow(Key key) {
        if (waiting.remove(key) != null) {
            shadowedCount++;
        }
    }

    private Key hash(Side side, byte[] key) {
        ByteBuffer hash = ByteBuffer.wrap(sha256.digest(key));
        return new Key(side, hash.getLong(), hash.getLong());
    }

    /** There is no memory for more keys. */
    static final class TooManyKeysException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyKeysException(int waitingMax) {
            super("More than " + waitingMax + " keys wait for the later record that explains why one side alone holds"
                    + " them. Give the process more memory (JAVA_TOOL_OPTIONS=-Xmx8g) and verify the topic again.");
        }
    }
}
