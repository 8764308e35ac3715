// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import dev.orbit.agent.broker.LocalPartition;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * Since when this agent leads which partition, and whether it has read the state to the coordinator's end since: a leader
 * that acted on an older state might mirror into a topic that is COMPLETE. Thread-safe.
 */
final class Leaderships {

    private final Map<TopicPartition, Leadership> leaderships = new HashMap<>();

    private record Leadership(Uuid topicId, int epoch, long seenNanos, boolean confirmed) {
        Leadership confirm(long nanos) {
            return new Leadership(topicId, epoch, seenNanos, confirmed || seenNanos - nanos < 0);
        }
    }

    synchronized boolean isConfirmed(LocalPartition local) {
        TopicPartition partition = local.name();
        Leadership known = leaderships.get(partition);
        if (known == null
                || known.epoch() != local.leaderEpoch()
                || !known.topicId().equals(local.topicId())) {
            leaderships.put(partition, new Leadership(local.topicId(), local.leaderEpoch(), System.nanoTime(), false));
            return false;
        }
        return known.confirmed();
    }

    /** Whether a leadership that was not confirmed before is now. */
    synchronized boolean confirmed(long nanos) {
        boolean news = leaderships.values().stream()
                .anyMatch(known -> !known.confirmed() && known.confirm(nanos).confirmed());
        leaderships.replaceAll((partition, known) -> known.confirm(nanos));
        return news;
    }

    /** Forgets confirmed leaderships of partitions that are not held any more. */
    synchronized void retain(Set<TopicPartition> held) {
        leaderships.entrySet().removeIf(entry -> entry.getValue().confirmed() && !held.contains(entry.getKey()));
    }
}
