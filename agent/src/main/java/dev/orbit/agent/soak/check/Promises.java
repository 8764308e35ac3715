// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.check;

import dev.orbit.agent.soak.check.Found.Seen;
import dev.orbit.agent.soak.ledger.Entry;
import dev.orbit.agent.soak.ledger.Entry.Promise;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Holds what producers were told of one partition against what readers find at the destination. Pure. */
final class Promises {

    private final boolean compacted;
    private final TreeMap<Long, Entry> promised;
    private final TreeMap<Long, Seen> destination;
    private final TreeMap<Long, Seen> source;
    private long lostByLeader;
    private long lostBySource;

    /**
     * From the first offset that both sides keep.
     *
     * @param compacted whether a record may be gone once a later one has its key
     */
    Promises(
            boolean compacted,
            TreeMap<Long, Entry> promised,
            TreeMap<Long, Seen> destination,
            TreeMap<Long, Seen> source) {
        this.compacted = compacted;
        this.promised = promised;
        this.destination = destination;
        this.source = source;
    }

    /** The first that was not kept, in words. What the source itself does not hold any more, it has lost itself. */
    Optional<String> broken() {
        Optional<String> first = Optional.empty();
        for (Map.Entry<Long, Entry> one : promised.entrySet()) {
            Optional<String> broken = judge(one.getKey(), one.getValue());
            first = first.or(() -> broken);
        }
        return first;
    }

    private Optional<String> judge(long offset, Entry entry) {
        @Nullable Seen here = destination.get(offset);
        if (entry.promise() == Promise.ABORTED) {
            return here != null && here.is(entry)
                    ? Optional.of("the record at offset " + offset + " was aborted, and is seen at the destination")
                    : Optional.empty();
        }
        if ((here != null && here.is(entry)) || isShadowed(offset, entry)) {
            return Optional.empty();
        }
        @Nullable Seen there = source.get(offset);
        if (there == null || !there.is(entry)) {
            lostByLeader += entry.promise() == Promise.LEADER_ONLY ? 1 : 0;
            lostBySource += entry.promise() == Promise.KEPT ? 1 : 0;
            return Optional.empty();
        }
        return Optional.of("the record at offset " + offset + " was acknowledged and is at the source, and at the"
                + " destination is " + (here == null ? "none" : "another"));
    }

    private boolean isShadowed(long offset, Entry entry) {
        return compacted
                && (destination.tailMap(offset, false).values().stream()
                                .anyMatch(later -> later.keyHash() == entry.keyHash())
                        || promised.tailMap(offset, false).values().stream()
                                .anyMatch(later ->
                                        later.keyHash() == entry.keyHash() && later.promise() == Promise.KEPT));
    }

    /** Acknowledged by the leader alone, and gone from both sides. */
    long lostByLeader() {
        return lostByLeader;
    }

    /** Acknowledged for good, and gone from both sides. */
    long lostBySource() {
        return lostBySource;
    }
}
