// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.quickstart;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What producers were told of the records they sent. Only keeps the books. Thread-safe. */
final class Workload {

    private final Map<String, Map<String, Position>> acknowledged = new HashMap<>();
    private final Map<String, Pauses> pauses = new HashMap<>();
    private final List<String> failures = new ArrayList<>();

    /**
     * A record that a producer may rely on from now on.
     *
     * @param id of the record, unique within its topic
     */
    synchronized void acknowledged(String topic, String id, Position position) {
        acknowledged.computeIfAbsent(topic, name -> new LinkedHashMap<>()).put(id, position);
    }

    /** The same for a record of a producer that sends without end. */
    synchronized void acknowledgedLive(String topic, String id, Position position, long atNanos) {
        acknowledged(topic, id, position);
        pauses.computeIfAbsent(topic, name -> new Pauses()).acknowledged(atNanos);
    }

    /** A record that a producer was refused: the error its application saw. */
    synchronized void failed(String topic, String id, String reason) {
        failures.add(topic + " " + id + ": " + reason);
    }

    /** Positions by record id, in the order of acknowledgement. */
    synchronized Map<String, Position> acknowledged(String topic) {
        return new LinkedHashMap<>(acknowledged.getOrDefault(topic, Map.of()));
    }

    synchronized int acknowledgedCount() {
        return acknowledged.values().stream().mapToInt(Map::size).sum();
    }

    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    /** The longest time without an acknowledgement between two of a topic's live ones, in ms. */
    synchronized long longestPauseMs(String topic) {
        Pauses own = pauses.get(topic);
        return own == null ? 0 : TimeUnit.NANOSECONDS.toMillis(own.longestNanos);
    }

    private static final class Pauses {

        private @Nullable Long lastNanos;
        private long longestNanos;

        void acknowledged(long atNanos) {
            if (lastNanos != null) {
                longestNanos = Math.max(longestNanos, atNanos - lastNanos);
            }
            lastNanos = atNanos;
        }
    }
}
