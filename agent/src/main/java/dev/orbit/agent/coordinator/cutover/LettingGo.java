// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.cutover;

import dev.orbit.agent.coordinator.core.AtOnce;
import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.source.SourceQueries;
import dev.orbit.agent.declared.Declared;
import dev.orbit.agent.migration.Evidence;
import dev.orbit.agent.migration.LetGoSteps;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.Migration.Attempt;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets go of the topics whose mapping says so, as they are: they are COMPLETE, even where the source is ahead. */
public final class LettingGo implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(LettingGo.class);

    /** How long the mirror may take for what the source has; producers wait meanwhile. */
    private static final long CATCH_UP_MS = 30_000;

    private final TopicEvidence evidence;
    private final Predicate<String> isBeingDeleted;

    /** By topic, what keeps it where it is; read by others. */
    private final Map<String, String> obstacles = new ConcurrentHashMap<>();

    LettingGo(SourceQueries sources, Predicate<String> isBeingDeleted, Executor executor, Runnable wake) {
        this.isBeingDeleted = isBeingDeleted;
        this.evidence = new TopicEvidence(sources, executor, wake);
    }

    @Override
    public List<StateRecord> decide(Situation situation) {
        Map<String, MirrorTopic> topics = situation.image().topics();
        evidence.retain(topics);
        obstacles.keySet().removeIf(name -> !isLetGo(topics.get(name)));
        // thousands of topics need not be matched again and again for nothing
        boolean any = situation.image().mappings().values().stream()
                .anyMatch(mapping -> mapping.spec().irreversibleDisableOrbitManagement());
        List<StateRecord> records = new ArrayList<>();
        long size = 0;
        for (MirrorTopic topic : situation.image().topics().values()) {
            if (size >= AtOnce.SIZE_MAX) {
                // the rest follows when these are written
                break;
            }
            Optional<MirrorTopic> next =
                    any || topic.migration() instanceof Migration.LettingGo ? next(situation, topic) : Optional.empty();
            size += next.isPresent() ? AtOnce.size(topic.startOffsets().size()) : 0;
            next.map(StateRecord::of).ifPresent(records::add);
        }
        evidence.ask();
        return records;
    }

    private Optional<MirrorTopic> next(Situation situation, MirrorTopic topic) {
        if (topic.migration() instanceof Migration.LettingGo lettingGo) {
            return advance(situation, topic, lettingGo);
        }
        boolean told = topic.isThere() && Declared.isLetGo(situation.image(), topic);
        return told && !isBeingDeleted.test(topic.topic()) ? begun(situation, topic) : Optional.empty();
    }

    private static Optional<MirrorTopic> begun(Situation situation, MirrorTopic topic) {
        long nowMs = situation.nowMs();
        Attempt attempt = new Attempt(topic.attempts() + 1, nowMs, nowMs + CATCH_UP_MS);
        Migration.@Nullable LettingGo next = null;
        if (topic.migration() instanceof Migration.Reject reject) {
            next = reject.toLettingGo(attempt);
        } else if (topic.migration() instanceof Migration.Proxy proxy) {
            next = proxy.toLettingGo(attempt);
        }
        if (next == null) {
            return Optional.empty();
        }
        LOG.info("topic {} is let go, as its mapping says", topic.topic());
        return Optional.of(topic.withAttempt(next));
    }

    private Optional<MirrorTopic> advance(Situation situation, MirrorTopic topic, Migration.LettingGo lettingGo) {
        Evidence found = evidence.of(situation, topic, lettingGo);
        boolean isMirrored = topic.isMirrored() && !Declared.isPaused(situation.image(), topic.link());
        obstacles.put(topic.topic(), LetGoSteps.waitingFor(lettingGo, found));
        return LetGoSteps.next(lettingGo, found, isMirrored, situation.nowMs())
                .map(next -> next instanceof Migration.Complete complete
                        ? complete(topic, complete, found)
                        : topic.withMigration(next));
    }

    private static boolean isLetGo(@Nullable MirrorTopic topic) {
        return topic != null && topic.migration() instanceof Migration.LettingGo;
    }

    /** The topic as it is to be shown: what it waits for is told with the attempt. */
    public MirrorTopic shown(MirrorTopic topic) {
        String obstacle = isLetGo(topic) ? obstacles.get(topic.topic()) : null;
        return obstacle == null ? topic : topic.withOutcome(topic.migration(), "running", obstacle);
    }

    /** What was wrong with the mirror is over with it, and told for the last time. */
    private static MirrorTopic complete(MirrorTopic topic, Migration.Complete complete, Evidence evidence) {
        String failure = topic.failure();
        String remark = LetGoSteps.remark(evidence).orElse(null);
        String reason = failure == null ? remark : remark == null ? failure : failure + " " + remark;
        LOG.warn("topic {} was let go at offsets {}: {}", topic.topic(), complete.finalOffsets(), reason);
        return topic.withFailure(null).withOutcome(complete, "let_go", reason);
    }
}
