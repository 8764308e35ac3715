// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.orbit.schemas.Snapshot.LostRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What befell the source of a mirror topic, and cannot be mirrored away.
 *
 * @param deletedAtMs when the source topic was found to be gone; null while it is there
 * @param diverged by partition, why it stopped: the source does not hold any more what the mirror has
 * @param lost by partition, what the source deleted before it was mirrored, in the order it was found out
 * @param stale by partition, why it may hold what the source has taken back; it is mirrored on
 */
public record SourceTrouble(
        @Nullable Long deletedAtMs,
        Map<Integer, String> diverged,
        Map<Integer, List<LostRange>> lost,
        Map<Integer, String> stale) {

    public static final SourceTrouble NONE = new SourceTrouble(null, Map.of(), Map.of(), Map.of());

    /** Of each partition the newest are kept. */
    private static final int LOST_MAX = 10;

    public SourceTrouble {
        diverged = Map.copyOf(diverged);
        lost = Map.copyOf(lost);
        // what an earlier version recorded has none
        stale = stale == null ? Map.of() : Map.copyOf(stale);
    }

    /** Of a partition. */
    public List<LostRange> lostOf(int partition) {
        return lost.getOrDefault(partition, List.of());
    }

    /** Whether all of the range is among what was lost. */
    public boolean covers(int partition, LostRange range) {
        return lostOf(partition).stream()
                .anyMatch(known -> known.fromOffset() <= range.fromOffset() && known.toOffset() >= range.toOffset());
    }

    /** With a range more; ranges that touch are one. */
    public SourceTrouble withLost(int partition, LostRange range) {
        if (covers(partition, range)) {
            return this;
        }
        long from = range.fromOffset();
        long to = range.toOffset();
        List<LostRange> ranges = new ArrayList<>();
        for (LostRange known : lostOf(partition)) {
            if (known.fromOffset() <= to && known.toOffset() >= from) {
                from = Math.min(from, known.fromOffset());
                to = Math.max(to, known.toOffset());
            } else {
                ranges.add(known);
            }
        }
        ranges.add(new LostRange(from, to));
        Map<Integer, List<LostRange>> next = new TreeMap<>(lost);
        next.put(partition, List.copyOf(ranges.subList(Math.max(0, ranges.size() - LOST_MAX), ranges.size())));
        return new SourceTrouble(deletedAtMs, diverged, next, stale);
    }

    /** With a partition that has stopped; the first reason stays. */
    public SourceTrouble withDiverged(int partition, String reason) {
        Map<Integer, String> next = new TreeMap<>(diverged);
        next.putIfAbsent(partition, reason);
        return new SourceTrouble(deletedAtMs, next, lost, stale);
    }

    /** With a partition that is stale; the first reason stays. */
    public SourceTrouble withStale(int partition, String reason) {
        Map<Integer, String> next = new TreeMap<>(stale);
        next.putIfAbsent(partition, reason);
        return new SourceTrouble(deletedAtMs, diverged, lost, next);
    }

    public SourceTrouble withDeletedAt(@Nullable Long ms) {
        return new SourceTrouble(ms, diverged, lost, stale);
    }

    @JsonIgnore
    public boolean isDeleted() {
        return deletedAtMs != null;
    }

    /** Why the first partition that has stopped did so. */
    public Optional<String> divergence() {
        return first(diverged);
    }

    /** Why the first partition that is stale is so. */
    public Optional<String> staleness() {
        return first(stale);
    }

    private static Optional<String> first(Map<Integer, String> reasons) {
        return new TreeMap<>(reasons)
                .entrySet().stream().findFirst().map(entry -> "partition " + entry.getKey() + ": " + entry.getValue());
    }
}
