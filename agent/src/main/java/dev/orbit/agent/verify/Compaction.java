// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

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
 * once; and what one side may have removed for that, while the other does not know yet how a transaction ended. Whether a
 * tombstone on one side alone is ignored on the other is told by {@link LoneTombstones}; of those that there is no room for
 * it is not. Holds a hash of 128 bits for each key that waits for its shadow, or whose tombstone waits to be looked for. Pure;
 * not thread-safe.
 */
final class Compaction {

    /** A record that one side alone holds and nothing shadows. */
    record Unshadowed(Side side, long offset) {}

    /** A key on the side where a record of it waits. */
    private record Key(Side side, KeyHash hash) {}

    private final MessageDigest sha256 = RecordDigest.sha256();
    private final Map<Key, Long> waiting = new HashMap<>();
    private final LoneTombstones atSource = new LoneTombstones();
    private final LoneTombstones atDestination = new LoneTombstones();
    private final int waitingMax;
    private long shadowedCount;
    private long tombstoneCount;
    private long uncheckedTombstoneCount;
    private long abortedCount;
    private long keylessCount;
    private long undecidedCount;

    /** @param waitingMax keys that may wait at once; tombstones take what room is left */
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
            keyOnlyOn(side, seen, KeyHash.of(sha256, key));
        }
    }

    private void keyOnlyOn(Side side, SeenRecord seen, KeyHash key) {
        boolean isCommitted = seen.outcome() == Outcome.COMMITTED;
        if (isCommitted) {
            shadow(new Key(side, key));
            loneTombstones(side.other()).settle(key);
        }
        if (seen.record().value() != null) {
            waiting.putIfAbsent(new Key(side, key), seen.offset());
            makeRoom();
        } else {
            tombstoneCount++;
            if (isCommitted) {
                loneTombstone(side, key, seen.offset());
            }
        }
    }

    /** Many are usual, where a side drops them by time, and the other one later. */
    private void loneTombstone(Side side, KeyHash key, long offset) {
        if (loneTombstones(side).holds(key)) {
            return;
        }
        if (size() < waitingMax) {
            loneTombstones(side).add(key, offset);
        } else {
            uncheckedTombstoneCount++;
        }
    }

    private void makeRoom() {
        if (size() > waitingMax) {
            uncheckedTombstoneCount += atSource.size() + atDestination.size();
            atSource.clear();
            atDestination.clear();
        }
        if (waiting.size() > waitingMax) {
            throw new TooManyKeysException(waitingMax);
        }
    }

    private int size() {
        return waiting.size() + atSource.size() + atDestination.size();
    }

    /** The tombstones that this side alone holds, as far as no later record on the other one settles them. */
    LoneTombstones loneTombstones(Side side) {
        return side == Side.SOURCE ? atSource : atDestination;
    }

    /** A record that both sides hold. */
    void onBoth(SeenRecord source, SeenRecord destination) {
        // one may know that it is committed before the other does
        if (source.outcome() == Outcome.COMMITTED || destination.outcome() == Outcome.COMMITTED) {
            shadowWith(source.record().key());
            settleWith(source, destination);
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

    /** Those of them, of keys of their own, that there was no room to look for on the other side. */
    long uncheckedTombstoneCount() {
        return uncheckedTombstoneCount;
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
            KeyHash hash = KeyHash.of(sha256, key);
            shadow(new Key(Side.SOURCE, hash));
            shadow(new Key(Side.DESTINATION, hash));
        }
    }

    /** Each side's record settles what the other one alone has deleted before. */
    private void settleWith(SeenRecord source, SeenRecord destination) {
        byte[] key = source.record().key();
        if (key == null || atSource.size() + atDestination.size() == 0) {
            return;
        }
        KeyHash hash = KeyHash.of(sha256, key);
        if (destination.outcome() == Outcome.COMMITTED) {
            atSource.settle(hash);
        }
        if (source.outcome() == Outcome.COMMITTED) {
            atDestination.settle(hash);
        }
    }

    private void shadow(Key key) {
        if (waiting.remove(key) != null) {
            shadowedCount++;
        }
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
