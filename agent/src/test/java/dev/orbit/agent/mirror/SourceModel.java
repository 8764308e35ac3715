// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import dev.orbit.agent.link.SourceLog.Vanished;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * One partition of a source as its fetchers see it: a log with epochs, which is deleted from the front, compacted, and
 * loses its last records by unclean elections; and how Kafka answers a fetch.
 */
final class SourceModel {

    /** Ids by offset, of what is there. */
    final NavigableMap<Long, Long> records = new TreeMap<>();
    /** Ids by offset, of all that was ever written in the present lineage. */
    final NavigableMap<Long, Long> lineage = new TreeMap<>();

    final NavigableMap<Integer, Long> epochs = new TreeMap<>(Map.of(0, 0L));
    /** Where the epochs of the present lineage began, also those of which there is nothing any more. */
    private final NavigableMap<Integer, Long> begun = new TreeMap<>(epochs);

    final NavigableMap<Long, Integer> epochOf = new TreeMap<>();
    /** What a replica knows that was there before the ones that were copied later; empty: there is none. */
    private final NavigableMap<Integer, Long> epochsOfOld = new TreeMap<>();

    /** Up to where anything was ever written in an epoch. */
    private final Map<Integer, Long> ends = new TreeMap<>();

    long startOffset;
    long endOffset;
    /** It does not answer whether something has vanished. */
    boolean isThrottled;

    private long lastId;
    private int latestEpoch;

    /** Of the fetch session, which tells of the partition only what it has not told; null: it does not hold it. */
    private Long toldHighWatermark;

    /** What Kafka answers. */
    sealed interface Answer {
        record Nothing() implements Answer {}

        record OutOfRange() implements Answer {}

        record Diverging(int epoch, long endOffset) implements Answer {}

        record Records(List<Found> records, long highWatermark) implements Answer {}
    }

    /** A batch of one record. */
    record Found(long offset, long id, int epoch) {}

    int latestEpoch() {
        return latestEpoch;
    }

    void append(int count) {
        append(count, latestEpoch);
    }

    private void append(int count, int epoch) {
        for (int i = 0; i < count; i++) {
            lastId++;
            records.put(endOffset, lastId);
            lineage.put(endOffset, lastId);
            epochOf.put(endOffset, epoch);
            endOffset++;
        }
        ends.merge(epoch, endOffset, Math::max);
    }

    /** A clean election. */
    void elect() {
        latestEpoch++;
        begin(epochs);
        begin(begun);
        if (!epochsOfOld.isEmpty()) {
            begin(epochsOfOld);
        }
    }

    private void begin(NavigableMap<Integer, Long> known) {
        known.values().removeIf(start -> start >= endOffset);
        known.put(latestEpoch, endOffset);
    }

    /** A clean election of a replica that was copied from the log as it is by now: it knows the epochs that are in it. */
    void rebuildReplica() {
        epochs.forEach(epochsOfOld::putIfAbsent);
        epochs.clear();
        records.keySet().forEach(offset -> epochs.putIfAbsent(epochOf.get(offset), offset));
        elect();
    }

    /** A clean election of a replica that has forgotten no epoch, as it was there before one that was copied later. */
    void oldReplicaLeads() {
        if (!epochsOfOld.isEmpty()) {
            epochs.putAll(epochsOfOld);
            elect();
        }
    }

    /**
     * An unclean one: the new leader never had the last records.
     *
     * @return from where on
     */
    long lose(int count) {
        truncate(Math.max(startOffset, endOffset - count));
        elect();
        return epochs.get(latestEpoch);
    }

    /**
     * An unclean one, of a former leader that was cut off: it has none of what the later ones wrote, and something of its own,
     * which it deletes from the front as they did. It has to be one of the present lineage, and to reach so far.
     *
     * @return from where on; the end: nothing was lost, as it does not come back
     */
    long returnOf(int former, int ownCount) {
        var next = begun.higherEntry(former);
        long from = next == null ? endOffset : next.getValue();
        // what it wrote where others had that from it, they still may have
        int count = from >= ends.getOrDefault(former, 0L) ? ownCount : 0;
        if (!begun.containsKey(former) || from + count < startOffset) {
            return endOffset;
        }
        long began = begun.get(former);
        truncate(from);
        epochs.put(former, began);
        begun.put(former, began);
        append(count, former);
        deleteBefore(startOffset);
        elect();
        return from;
    }

    private void truncate(long offset) {
        endOffset = offset;
        for (NavigableMap<Long, ?> map : List.of(records, lineage, epochOf)) {
            map.tailMap(endOffset, true).clear();
        }
        epochs.values().removeIf(start -> start >= offset);
        begun.values().removeIf(start -> start >= offset);
        epochsOfOld.clear();
    }

    void deleteBefore(long offset) {
        startOffset = Math.max(startOffset, Math.min(offset, endOffset));
        records.headMap(startOffset).clear();
        forgetBefore(epochs);
        forgetBefore(epochsOfOld);
    }

    private void forgetBefore(NavigableMap<Integer, Long> known) {
        var covering = known.entrySet().stream()
                .filter(entry -> entry.getValue() <= startOffset)
                .reduce((first, second) -> second);
        covering.ifPresent(entry -> {
            known.headMap(entry.getKey()).clear();
            known.put(entry.getKey(), startOffset);
        });
    }

    /** Whether it takes a log with this end, and this epoch there, for one that it holds the rest of. */
    boolean agreesTo(long endOffset, int lastEpoch) {
        return answer(endOffset, lastEpoch, 1) instanceof Answer.Records;
    }

    /** The log cleaner takes what lies there. */
    void compactAway(long fromOffset, long toOffset) {
        records.subMap(fromOffset, toOffset).clear();
    }

    /** What a fetch outside of the session finds. */
    boolean isEmptyFrom(long offset) {
        return offset >= startOffset
                && offset < endOffset
                && records.tailMap(offset, true).isEmpty();
    }

    /** What one outside of it finds of what a mirror asks about. */
    boolean hasVanished(Vanished vanished) {
        var next = records.ceilingEntry(Math.max(startOffset, vanished.fromOffset()));
        return next == null || next.getKey() >= vanished.toOffset() && epochOf.get(next.getKey()) > vanished.epoch();
    }

    /** A fetch of the session leaves the partition out, or the session ends. */
    void forget() {
        toldHighWatermark = null;
    }

    /** @param lastFetchedEpoch negative: not told */
    Answer fetch(long offset, int lastFetchedEpoch, int recordsMax) {
        Answer answer = answer(offset, lastFetchedEpoch, recordsMax);
        boolean isNews = !(answer instanceof Answer.Records found)
                || !found.records().isEmpty()
                || toldHighWatermark == null
                || toldHighWatermark != endOffset;
        toldHighWatermark = answer instanceof Answer.Records ? (Long) endOffset : null;
        return isNews ? answer : new Answer.Nothing();
    }

    private Answer answer(long offset, int lastFetchedEpoch, int recordsMax) {
        if (lastFetchedEpoch >= 0) {
            Answer.Diverging end = endOf(lastFetchedEpoch);
            if (end.epoch() < 0 || offset < startOffset) {
                return new Answer.OutOfRange();
            }
            if (end.epoch() < lastFetchedEpoch || end.endOffset() < offset) {
                return end;
            }
        }
        if (offset < startOffset || offset > endOffset) {
            return new Answer.OutOfRange();
        }
        List<Found> found = new ArrayList<>();
        for (var entry : records.tailMap(offset, true).entrySet()) {
            if (found.size() < recordsMax) {
                found.add(new Found(entry.getKey(), entry.getValue(), epochOf.get(entry.getKey())));
            }
        }
        return new Answer.Records(found, endOffset);
    }

    /** As Kafka's epoch cache has it. */
    private Answer.Diverging endOf(int epoch) {
        if (epoch == latestEpoch) {
            return new Answer.Diverging(epoch, endOffset);
        }
        var higher = epochs.higherEntry(epoch);
        if (higher == null) {
            return new Answer.Diverging(-1, -1);
        }
        var floor = epochs.floorEntry(epoch);
        return new Answer.Diverging(floor == null ? epoch : floor.getKey(), higher.getValue());
    }
}
