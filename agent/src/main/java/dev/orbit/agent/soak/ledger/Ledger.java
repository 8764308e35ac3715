// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.ledger;

import dev.orbit.agent.soak.ledger.Entry.Promise;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What producers were told of each record, by where it lies. Thread-safe. */
public final class Ledger {

    private final Map<Place, TreeMap<Long, Entry>> entries = new HashMap<>();
    private final Map<Promise, Long> counts = new EnumMap<>(Promise.class);
    private final Map<String, Long> transactions = new TreeMap<>();
    private final Map<Place, Long> deletedBelow = new HashMap<>();
    private long refusedCount;

    /** A record has an outcome. */
    public synchronized void enter(Place place, long offset, Entry entry) {
        entries.computeIfAbsent(place, unused -> new TreeMap<>()).put(offset, entry);
        counts.merge(entry.promise(), 1L, Long::sum);
    }

    /** A record was not acknowledged: it may be there or not. */
    public synchronized void refused() {
        refusedCount++;
    }

    /** Somebody asks the source to delete what lies below an offset; whether it did so is not known. */
    public synchronized void deleting(Place place, long belowOffset) {
        deletedBelow.merge(place, belowOffset, Math::max);
    }

    /** No log start of the partition was asked for beyond it. */
    public synchronized long deletedBelow(Place place) {
        return deletedBelow.getOrDefault(place, 0L);
    }

    /** @param outcome such as {@code committed} */
    public synchronized void transactionEnded(String outcome) {
        transactions.merge(outcome, 1L, Long::sum);
    }

    /** By offset, from an offset on. */
    public synchronized TreeMap<Long, Entry> from(Place place, long offset) {
        return new TreeMap<>(entries.getOrDefault(place, new TreeMap<>()).tailMap(offset));
    }

    /** What lies below an offset is gone on both sides, and is not asked for again. */
    public synchronized void forgetBelow(Place place, long offset) {
        TreeMap<Long, Entry> known = entries.get(place);
        if (known != null) {
            known.headMap(offset).clear();
        }
    }

    public synchronized long count(Promise promise) {
        return counts.getOrDefault(promise, 0L);
    }

    public synchronized long refusedCount() {
        return refusedCount;
    }

    /** How many transactions ended how. */
    public synchronized Map<String, Long> transactions() {
        return new TreeMap<>(transactions);
    }
}
