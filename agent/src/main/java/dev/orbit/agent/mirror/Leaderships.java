// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Since when this agent leads which partition, and whether it has read the state to the coordinator's end since: a leader
 * that acted on an older state might mirror into a topic that is COMPLETE. Thread-safe.
 */
final class Leaderships {

    private final Map<TopicPartition, Leadership> leaderships = new HashMap<>();

    /** Those of them that are not confirmed: at rest none. */
    private final Set<TopicPartition> unconfirmed = new HashSet<>();

    private record Leadership(int epoch, long seenNanos) {}

    synchronized boolean isConfirmed(TopicPartition partition, int epoch) {
        Leadership known = leaderships.get(partition);
        if (known == null || known.epoch() != epoch) {
            leaderships.put(partition, new Leadership(epoch, System.nanoTime()));
            unconfirmed.add(partition);
            return false;
        }
        return !unconfirmed.contains(partition);
    }

    /** Whether a leadership that was not confirmed before is now. */
    synchronized boolean confirmed(long nanos) {
        return unconfirmed.removeIf(partition -> {
            Leadership known = leaderships.get(partition);
            return known == null || known.seenNanos() - nanos < 0;
        });
    }

    /** Forgets confirmed leaderships of partitions that are not held any more. */
    synchronized void retain(Set<TopicPartition> held) {
        leaderships.keySet().removeIf(partition -> !unconfirmed.contains(partition) && !held.contains(partition));
    }
}
