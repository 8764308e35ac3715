// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Committed tombstones that one side alone holds, held against the log of the other side: if that keeps an earlier value of
 * the key as its last record, its readers see what was deleted.
 *
 * <p>That is no work of a cleaner, whenever it runs and however its settings stand. A cleaner removes a tombstone only in a
 * pass from the log's start that knew of it, or after one: and such a pass takes every earlier record of the key away, since
 * the key's last offset that it knows is the tombstone's or a later one. Passes go upwards, so one that was cut off has
 * removed the earlier records first; one that has not come yet (the dirty part) or may not (min.compaction.lag.ms, an open
 * transaction) leaves the tombstone too; delete.retention.ms only lets the tombstone stay longer. So a value may be gone
 * before its tombstone, never the other way round. The other log is read once more, after it was found to lack the
 * tombstone: what is kept then was kept when the tombstone was missing. Only two replicas of one cluster may disagree over
 * that, as one that was down for longer than delete.retention.ms: then either they take turns as the leader, and the second
 * reading does not confirm what the first one found, or readers do see the deleted value. Pure; not thread-safe.
 */
final class LoneTombstones {

    /** The first of them that the other side lacks though it keeps what it deletes. */
    record Ignored(long offset, long valueOffset) {}

    private final MessageDigest sha256 = RecordDigest.sha256();
    private final Map<KeyHash, Long> waiting = new HashMap<>();
    private final Map<KeyHash, Long> kept = new HashMap<>();
    private long last = -1;

    /** Of the tombstones of a key that nothing lies between on the other side the first one tells all. */
    void add(KeyHash key, long offset) {
        if (waiting.putIfAbsent(key, offset) == null) {
            last = offset;
        }
    }

    /** A later record of the key is committed on the other side: whatever was before it there is not the last. */
    void settle(KeyHash key) {
        waiting.remove(key);
        kept.remove(key);
    }

    /** Whether a tombstone of the key waits. */
    boolean holds(KeyHash key) {
        return waiting.containsKey(key);
    }

    /** None of them is looked for. */
    void clear() {
        waiting.clear();
        kept.clear();
    }

    int size() {
        return waiting.size();
    }

    /** Whether a record of the other side at this offset, or a later one, may matter. */
    boolean isOpenAt(long offset) {
        return offset < last || !kept.isEmpty();
    }

    /** A record of the other side, in order from the start of what was compared to the end of what is committed there. */
    void read(SeenRecord seen) {
        byte[] key = seen.record().key();
        if (waiting.isEmpty() || key == null || seen.outcome() != Outcome.COMMITTED) {
            return;
        }
        KeyHash hash = KeyHash.of(sha256, key);
        Long offset = waiting.get(hash);
        if (offset == null) {
            return;
        }
        if (seen.offset() > offset) {
            settle(hash);
        } else if (seen.record().value() == null) {
            kept.remove(hash);
        } else {
            kept.put(hash, seen.offset());
        }
    }

    /** What the reading has found. */
    Optional<Ignored> first() {
        return kept.entrySet().stream()
                .map(entry -> new Ignored(waiting.getOrDefault(entry.getKey(), last), entry.getValue()))
                .min(Comparator.comparingLong(Ignored::offset));
    }
}
