// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.ledger;

import dev.orbit.agent.soak.history.Sender;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What producers of proxied topics were told of each record. Thread-safe. */
public final class Receipts {

    private final Map<String, Map<Stamp, Receipt>> byTopic = new HashMap<>();
    private long acknowledgedCount;
    private long unknownCount;
    private long lostCount;

    /** It is about to be sent. */
    public synchronized void sent(String topic, Stamp stamp, Sender sender, int valueHash) {
        byTopic.computeIfAbsent(topic, unused -> new HashMap<>()).put(stamp, new Receipt(sender, valueHash, null));
        unknownCount++;
    }

    /**
     * A producer was told that the record is there.
     *
     * @param offset {@link Receipt#SOMEWHERE} if it was not told where
     */
    public synchronized void acknowledged(String topic, Stamp stamp, long offset) {
        byTopic.getOrDefault(topic, Map.of())
                .computeIfPresent(stamp, (unused, sent) -> new Receipt(sent.sender(), sent.valueHash(), offset));
        unknownCount--;
        acknowledgedCount++;
    }

    /** The source has lost it; it is not asked for again, and must not turn up. */
    public synchronized void lost(String topic, Set<Stamp> stamps) {
        byTopic.getOrDefault(topic, Map.of()).keySet().removeAll(stamps);
        lostCount += stamps.size();
    }

    /** All of a topic. */
    public synchronized Map<Stamp, Receipt> of(String topic) {
        return Map.copyOf(byTopic.getOrDefault(topic, Map.of()));
    }

    /** Topics that are not asked for again. */
    public synchronized void keepOnly(Set<String> topics) {
        byTopic.keySet().retainAll(topics);
    }

    public synchronized long acknowledgedCount() {
        return acknowledgedCount;
    }

    /** Records of which no producer knows whether they are there. */
    public synchronized long unknownCount() {
        return unknownCount;
    }

    /** Acknowledged by a leader of the source alone, and lost by it. */
    public synchronized long lostCount() {
        return lostCount;
    }
}
