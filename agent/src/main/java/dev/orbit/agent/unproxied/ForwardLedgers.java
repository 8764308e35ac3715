// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.unproxied;

import dev.orbit.agent.command.Command.WritesReport;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The ledgers of this agent, and what it counted. Thread-safe. */
public final class ForwardLedgers {

    private final String process = UUID.randomUUID().toString();
    private final Map<Key, ForwardLedger> ledgers = new ConcurrentHashMap<>();
    private final Map<TopicKey, WriteCounts> counts = new ConcurrentHashMap<>();

    private record Key(String topicId, int partition) {}

    private record TopicKey(String topic, String topicId) {}

    /**
     * Of a mirror partition.
     *
     * @param topicId of the destination topic: one that is made anew has ledgers of its own
     */
    public ForwardLedger of(String topic, String topicId, int partition) {
        return ledgers.computeIfAbsent(
                new Key(topicId, partition),
                key -> new ForwardLedger(
                        counts.computeIfAbsent(new TopicKey(topic, topicId), unused -> new WriteCounts())));
    }

    /** Another agent forwards there now, or nobody: what this one did is no evidence any more. */
    public void forget(String topicId, int partition) {
        ledgers.remove(new Key(topicId, partition));
    }

    /** The topics that somebody wrote to past the proxy. */
    public List<WritesReport> reports() {
        return counts.entrySet().stream()
                .filter(topic -> topic.getValue().unproxied() > 0)
                .map(topic -> new WritesReport(
                        topic.getKey().topic(),
                        topic.getKey().topicId(),
                        process,
                        topic.getValue().unproxied(),
                        topic.getValue().proxied()))
                .toList();
    }
}
