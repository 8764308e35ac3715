// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.common.Uuid;

/**
 * Which topics are surely not mirrors. A mirror's name is recorded before its topic is created; so once this agent has
 * read all that was recorded before it first saw a topic id, and the name is not among it, that topic is never a mirror.
 * Thread-safe.
 */
final class Verification {

    private final Runnable askCoordinator;
    private final Consumer<String> whenVerified;
    private final Set<Uuid> verified = ConcurrentHashMap.newKeySet();
    private final Map<Uuid, Sighting> pending = new ConcurrentHashMap<>();

    private record Sighting(String topic, long seenNanos) {}

    /**
     * Nothing is verified yet.
     *
     * @param askCoordinator has this agent confirm anew how far it has read
     * @param whenVerified told the topic's name
     */
    Verification(Runnable askCoordinator, Consumer<String> whenVerified) {
        this.askCoordinator = askCoordinator;
        this.whenVerified = whenVerified;
    }

    /** Whether the topic is surely no mirror; if not, finding out is under way. */
    boolean isVerified(Uuid topicId, String topic) {
        if (verified.contains(topicId)) {
            return true;
        }
        if (topicId.equals(Uuid.ZERO_UUID)) {
            return false;
        }
        if (pending.putIfAbsent(topicId, new Sighting(topic, System.nanoTime())) == null) {
            askCoordinator.run();
        }
        return false;
    }

    /** All that was decided before this moment has been read here. */
    void confirmed(long nanos) {
        List<String> names = new ArrayList<>();
        pending.forEach((topicId, sighting) -> {
            if (sighting.seenNanos() - nanos < 0) {
                verified.add(topicId);
                pending.remove(topicId);
                names.add(sighting.topic());
            }
        });
        names.forEach(whenVerified);
    }
}
