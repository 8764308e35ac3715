// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.quickstart;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds what producers were told against what is in the clusters. Pure. */
final class Judge {

    private Judge() {}

    /**
     * Judges one topic after its cutover.
     *
     * @param acknowledged positions by record id
     * @param source positions of the records a consumer finds at the source, by id
     * @param destination the same of the destination
     */
    static Verdict judge(
            String topic,
            Map<String, Position> acknowledged,
            Map<String, List<Position>> source,
            Map<String, List<Position>> destination) {
        int lost = 0;
        int misplaced = 0;
        int bySource = 0;
        for (Map.Entry<String, Position> record : acknowledged.entrySet()) {
            List<Position> found = destination.getOrDefault(record.getKey(), List.of());
            if (found.isEmpty()) {
                lost++;
            } else if (!found.contains(record.getValue())) {
                misplaced++;
            }
            if (source.getOrDefault(record.getKey(), List.of()).contains(record.getValue())) {
                bySource++;
            }
        }
        return new Verdict(
                topic,
                acknowledged.size(),
                bySource,
                lost,
                extraCount(destination),
                misplaced,
                strayCount(source, destination.keySet()));
    }

    /** Records beyond the first of each id. */
    private static int extraCount(Map<String, List<Position>> found) {
        return found.values().stream()
                .mapToInt(positions -> positions.size() - 1)
                .sum();
    }

    private static int strayCount(Map<String, List<Position>> source, Set<String> destination) {
        return source.entrySet().stream()
                .filter(record -> !destination.contains(record.getKey()))
                .mapToInt(record -> record.getValue().size())
                .sum();
    }

    /**
     * How one topic fared.
     *
     * @param acknowledged records that a producer was told are safe
     * @param bySource those of them that lie at the source where they were acknowledged; the agent took the others after
     *     the cutover
     * @param lost acknowledged, and not at the destination
     * @param duplicated more often at the destination than once
     * @param misplaced acknowledged at another offset than they have at the destination
     * @param strays at the source and not at the destination; harmless where none of them was acknowledged, or it is lost
     */
    record Verdict(String topic, int acknowledged, int bySource, int lost, int duplicated, int misplaced, int strays) {

        boolean isFlawless() {
            return lost == 0 && duplicated == 0 && misplaced == 0;
        }
    }
}
