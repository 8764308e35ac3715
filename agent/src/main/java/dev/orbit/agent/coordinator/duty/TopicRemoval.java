// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.duty;

import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.SourceEpochs;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.StateRecord.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets mirror topics that somebody deleted at the destination, so that a mapping which still matches makes them anew:
 * that is how a mirror is mended which cannot go on. A topic that was cut over is never mirrored again, and stays known.
 */
public final class TopicRemoval implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(TopicRemoval.class);

    private final Destination destination;
    private final long afterNanos;
    private final Map<String, Long> goneSinceNanos = new HashMap<>();

    /** @param afterNanos how long a topic has to be gone: a broker may be late to hear of it */
    public TopicRemoval(Destination destination, long afterNanos) {
        this.destination = destination;
        this.afterNanos = afterNanos;
    }

    @Override
    public List<StateRecord> decide(Situation situation) {
        List<StateRecord> records = new ArrayList<>();
        Set<String> gone = new HashSet<>();
        for (MirrorTopic topic : situation.image().topics().values()) {
            String name = topic.topic();
            if (!mayGo(topic) || isThere(topic)) {
                continue;
            }
            gone.add(name);
            long since = goneSinceNanos.computeIfAbsent(name, unused -> situation.nowNanos());
            if (situation.nowNanos() - since >= afterNanos) {
                LOG.info("topic {} was deleted at the destination: it is mirrored anew if a mapping matches", name);
                records.addAll(removal(situation, topic));
            }
        }
        goneSinceNanos.keySet().retainAll(gone);
        return records;
    }

    /** One that was never there is about to be created. */
    private static boolean mayGo(MirrorTopic topic) {
        boolean settled = topic.migration() instanceof Migration.Reject
                || topic.migration() instanceof Migration.Proxy
                || topic.migration() instanceof Migration.LettingGo;
        return settled && (topic.created() || topic.failure() != null);
    }

    /** The very topic that Orbit created; another of its name is somebody else's. */
    private boolean isThere(MirrorTopic topic) {
        String id = topic.topicId();
        return id == null
                ? destination.partitionCount(topic.topic()).isPresent()
                : destination.topicId(topic.topic()).filter(id::equals).isPresent();
    }

    private static List<StateRecord> removal(Situation situation, MirrorTopic topic) {
        List<StateRecord> records = new ArrayList<>();
        for (int partition = 0; partition < topic.startOffsets().size(); partition++) {
            String epochs = SourceEpochs.name(topic.topic(), partition);
            if (situation.image().epochs().containsKey(epochs)) {
                records.add(StateRecord.removal(Kind.EPOCHS, epochs));
            }
        }
        records.add(StateRecord.removal(Kind.TOPIC, topic.topic()));
        return records;
    }
}
