// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.orbit.schemas.TopicMatching;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What lands at the source of a topic that has moved. Recorded, and read by every live agent, before the topic that it is
 * copied into is created.
 *
 * @param topic name at the destination
 * @param link it was mirrored over
 * @param foundMs wall clock, when the source was first seen to go on
 * @param isWatched whether strays are copied, and nobody else may write to their topic
 * @param strayTopicId of the topic for strays that Orbit made; null: it is not there yet
 * @param partitionCount of the topic for strays
 * @param partitions what was found in each, as far as it is recorded
 * @param sinceMs wall clock, since when somebody writes to the source; null: nobody does
 * @param lastMs wall clock, when the last of it was noticed, to some seconds
 * @param before what was told of before: of a time that is over
 */
public record StrayWrites(
        String topic,
        String link,
        long foundMs,
        boolean isWatched,
        @Nullable String strayTopicId,
        int partitionCount,
        Map<Integer, Partition> partitions,
        @Nullable Long sinceMs,
        long lastMs,
        long before) {

    public StrayWrites {
        partitions = Map.copyOf(partitions);
    }

    /**
     * What was found in a partition. Everything only grows.
     *
     * @param copied records
     * @param recognised records that are in the topic itself: their produces were tried again
     * @param lost offsets that the source deleted before they were copied
     * @param lostTo end of the last of those
     */
    public record Partition(long copied, long recognised, long lost, long lostTo) {
        private static final Partition NOTHING = new Partition(0, 0, 0, 0);

        private Partition with(Partition other) {
            return new Partition(
                    Math.max(copied, other.copied),
                    Math.max(recognised, other.recognised),
                    Math.max(lost, other.lost),
                    Math.max(lostTo, other.lostTo));
        }
    }

    /** The source was just seen to go on. */
    public static StrayWrites found(String topic, String link, int partitionCount, long nowMs) {
        return new StrayWrites(topic, link, nowMs, true, null, partitionCount, Map.of(), null, 0, 0);
    }

    /** Name of the topic that strays are copied into. */
    public static String strayTopic(String topic) {
        return topic + TopicMatching.STRAYS_SUFFIX;
    }

    @JsonIgnore
    public String strayTopic() {
        return strayTopic(topic);
    }

    /** What is recorded of a partition. */
    public Partition partition(int number) {
        return partitions.getOrDefault(number, Partition.NOTHING);
    }

    /** Records that are not in the topic itself, since somebody writes them. */
    @JsonIgnore
    public long records() {
        return total() - before;
    }

    private long total() {
        return partitions.values().stream()
                .mapToLong(partition -> partition.copied() + partition.lost())
                .sum();
    }

    /** Offsets that the source deleted before they were copied. */
    @JsonIgnore
    public long lost() {
        return partitions.values().stream().mapToLong(Partition::lost).sum();
    }

    /** Records that are in the topic itself. */
    @JsonIgnore
    public long recognised() {
        return partitions.values().stream().mapToLong(Partition::recognised).sum();
    }

    @JsonIgnore
    public boolean isGoingOn() {
        return sinceMs != null;
    }

    /** With what is reported now. */
    public StrayWrites with(Map<Integer, Partition> reported) {
        Map<Integer, Partition> all = new TreeMap<>(partitions);
        reported.forEach((number, partition) -> all.merge(number, partition, Partition::with));
        return copy(isWatched, strayTopicId, partitionCount, all, sinceMs, lastMs, before);
    }

    /** Noticed at this moment: for the first time, or again. */
    public StrayWrites noticed(long nowMs) {
        return copy(
                isWatched, strayTopicId, partitionCount, partitions, sinceMs == null ? nowMs : sinceMs, nowMs, before);
    }

    /** Nobody does it any more. */
    public StrayWrites ended() {
        return copy(isWatched, strayTopicId, partitionCount, partitions, null, lastMs, total());
    }

    public StrayWrites withWatched(boolean watched) {
        return copy(watched, strayTopicId, partitionCount, partitions, sinceMs, lastMs, before);
    }

    /** The topic for strays is there, with nothing in it: what was counted of a former one is copied, and counted, anew. */
    public StrayWrites withStrayTopic(String id) {
        return copy(isWatched, id, partitionCount, Map.of(), sinceMs, lastMs, 0);
    }

    /** The topic for strays is not there any more. */
    public StrayWrites withoutStrayTopic() {
        return copy(isWatched, null, partitionCount, partitions, sinceMs, lastMs, before);
    }

    public StrayWrites withPartitionCount(int count) {
        return copy(isWatched, strayTopicId, count, partitions, sinceMs, lastMs, before);
    }

    private StrayWrites copy(
            boolean watched,
            @Nullable String id,
            int count,
            Map<Integer, Partition> found,
            @Nullable Long since,
            long last,
            long told) {
        return new StrayWrites(topic, link, foundMs, watched, id, count, found, since, last, told);
    }
}
