// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Inquiries;
import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.destination.Destination;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.Resync;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.StateRecord.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets mirror topics that somebody deleted at the destination, so that a mapping which still matches makes them anew;
 * and leaves one alone that somebody put in the place of Orbit's. A topic that was cut over is never mirrored again, and
 * stays known.
 *
 * <p>This broker's metadata may be late, and a forgotten topic that still existed would be open to everybody's produces:
 * so the controller itself has to say that it is gone.
 */
public final class TopicRemoval implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(TopicRemoval.class);
    private static final long RETRY_NANOS = 2_000_000_000L;
    private static final String REPLACED = " was deleted, and somebody made another in its place";

    private final Destination destination;
    private final long afterNanos;
    private final Inquiries<String, Boolean> gone;
    private final UntouchedTopics untouched;
    /** By name, since when a topic is not there as it was recorded. */
    private final Map<String, Long> otherSinceNanos = new HashMap<>();

    /** @param afterNanos how long that has to last before anything is done */
    public TopicRemoval(Destination destination, long afterNanos, Executor executor, Runnable wake) {
        this.destination = destination;
        this.afterNanos = afterNanos;
        this.gone = new Inquiries<>(executor, wake);
        this.untouched = new UntouchedTopics(destination, executor, wake);
    }

    @Override
    public List<StateRecord> decide(Situation situation) {
        List<StateRecord> records = new ArrayList<>();
        Set<String> others = new HashSet<>();
        for (MirrorTopic topic : situation.image().topics().values()) {
            Optional<String> found = destination.topicId(topic.topic());
            if (!mayGo(topic)) {
                continue;
            }
            if (found.isPresent() && mayBeAsRecorded(topic, found.get())) {
                asRecorded(topic, found.get()).ifPresent(records::add);
                continue;
            }
            others.add(topic.topic());
            long since = otherSinceNanos.computeIfAbsent(topic.topic(), unused -> situation.nowNanos());
            if (situation.nowNanos() - since >= afterNanos) {
                records.addAll(otherwise(situation, topic, found));
            }
        }
        otherSinceNanos.keySet().retainAll(others);
        gone.retain(others::contains);
        untouched.retain(others::contains);
        return records;
    }

    /**
     * One that was never there is about to be created; one that is made anew is about to be deleted. Neither is while no
     * mapping holds it.
     */
    private static boolean mayGo(MirrorTopic topic) {
        boolean settled = topic.migration() instanceof Migration.Reject
                || topic.migration() instanceof Migration.Proxy
                || topic.migration() instanceof Migration.LettingGo
                || topic.migration() instanceof Migration.Failover;
        boolean resyncing = topic.resync() != null && topic.mapping() != null;
        return settled && !resyncing && (topic.created() || topic.failure() != null || topic.mapping() == null);
    }

    /** What is there under the name of one that was never created is another's, but for one that was deleted just now. */
    private static boolean mayBeAsRecorded(MirrorTopic topic, String foundId) {
        if (topic.topicId() != null) {
            return foundId.equals(topic.topicId());
        }
        Resync resync = topic.resync();
        boolean isFormer = resync != null && resync.formerTopicId().equals(foundId);
        return topic.created() || topic.mapping() != null || isFormer;
    }

    private List<StateRecord> otherwise(Situation situation, MirrorTopic topic, Optional<String> found) {
        if (found.isEmpty()) {
            return removed(situation, topic);
        }
        return topic.topicId() == null ? unrecorded(situation, topic, found.get()) : replaced(topic, found.get());
    }

    /** What an agent created that did not live to record it stays closed, as every mirror that no mapping holds any more. */
    private List<StateRecord> unrecorded(Situation situation, MirrorTopic topic, String topicId) {
        if (topic.failure() != null) {
            return leftToOthers(topic);
        }
        return untouched
                .ask(situation, topic, topicId)
                .map(Answer::value)
                .map(isOrbits -> isOrbits ? List.of(StateRecord.of(topic.withCreated(topicId))) : leftToOthers(topic))
                .orElse(List.of());
    }

    /** Nothing was ever mirrored into it, and nothing is to be. */
    private static List<StateRecord> leftToOthers(MirrorTopic topic) {
        LOG.info("topic {} is somebody else's: Orbit did not create one, and no mapping calls for one", topic.topic());
        return List.of(StateRecord.removal(Kind.TOPIC, topic.topic()));
    }

    /** Whether it was found that another topic has the name at the destination. */
    static boolean isReplaced(MirrorTopic topic) {
        String failure = topic.failure();
        return failure != null && failure.contains(REPLACED);
    }

    /** An earlier version recorded no id; and one that was only seen late is no other. */
    private static Optional<StateRecord> asRecorded(MirrorTopic topic, String topicId) {
        if (topic.topicId() == null) {
            return topic.created() ? Optional.of(StateRecord.of(topic.withTopicId(topicId))) : Optional.empty();
        }
        return isReplaced(topic) ? Optional.of(StateRecord.of(topic.withFailure(null))) : Optional.empty();
    }

    private static List<StateRecord> replaced(MirrorTopic topic, String otherId) {
        String failure = "destination topic " + topic.topic() + REPLACED + " (topic id " + otherId + ", Orbit's was "
                + topic.topicId() + "): it is left alone. Delete it: it is made anew.";
        if (failure.equals(topic.failure())) {
            return List.of();
        }
        LOG.error("topic {}: {}", topic.topic(), failure);
        return List.of(StateRecord.of(topic.withFailure(failure)));
    }

    private List<StateRecord> removed(Situation situation, MirrorTopic topic) {
        String name = topic.topic();
        Boolean isGone = gone.ask(name, () -> destination.isGone(name), RETRY_NANOS, situation.nowNanos())
                .map(Answer::value)
                .orElse(null);
        if (isGone == null || !isGone) {
            return List.of();
        }
        LOG.info("topic {} was deleted at the destination: it is mirrored anew if a mapping matches", name);
        List<StateRecord> records = TopicResync.forgetEpochs(situation.image(), name);
        records.add(StateRecord.removal(Kind.TOPIC, name));
        return records;
    }
}
