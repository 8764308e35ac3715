// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was written to the source of a proxied topic past the proxy. What each agent counted is kept apart, and only grows:
 * whoever adds it up comes to the same, however often it is reported.
 *
 * @param topic name at the destination
 * @param link it is mirrored over
 * @param topicId of the destination topic
 * @param counts records, by the process of an agent that saw them
 * @param sinceMs wall clock, when it was noticed; null: nobody does it any more
 * @param lastMs wall clock, when the last of it was noticed, to some seconds
 * @param before records that were told of before: of a time that is over
 */
public record UnproxiedWrites(
        String topic,
        String link,
        String topicId,
        Map<String, Long> counts,
        @Nullable Long sinceMs,
        long lastMs,
        long before) {

    public UnproxiedWrites {
        counts = Map.copyOf(counts);
    }

    /** Nothing was noticed yet. */
    public static UnproxiedWrites none(String topic, String link, String topicId) {
        return new UnproxiedWrites(topic, link, topicId, Map.of(), null, 0, 0);
    }

    /** Records since it was noticed. */
    @JsonIgnore
    public long records() {
        return total(counts) - before;
    }

    private static long total(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    @JsonIgnore
    public boolean isGoingOn() {
        return sinceMs != null;
    }

    /** With what is reported now. */
    public UnproxiedWrites with(Map<String, Long> reported) {
        Map<String, Long> all = new TreeMap<>(counts);
        reported.forEach((process, count) -> all.merge(process, count, Math::max));
        return new UnproxiedWrites(topic, link, topicId, all, sinceMs, lastMs, before);
    }

    /** Noticed at this moment: for the first time, or again. */
    public UnproxiedWrites noticed(long nowMs) {
        return new UnproxiedWrites(topic, link, topicId, counts, sinceMs == null ? nowMs : sinceMs, nowMs, before);
    }

    /** Nobody does it any more. */
    public UnproxiedWrites ended() {
        return new UnproxiedWrites(topic, link, topicId, counts, null, lastMs, total(counts));
    }
}
