// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.duty;

import dev.orbit.agent.command.Command.Finding;
import dev.orbit.agent.command.Command.PartitionReport;
import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.migration.Evidence;
import dev.orbit.agent.migration.MigrationSteps;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.Migration.Migrating;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes migrating topics from step to step, and back to PROXY when their time is up. */
public final class MigrationProgress implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(MigrationProgress.class);
    private final TopicEvidence evidence;

    public MigrationProgress(SourceQueries sources, Executor executor, Runnable wake) {
        this.evidence = new TopicEvidence(sources, executor, wake);
    }

    @Override
    public List<StateRecord> decide(Situation situation) {
        Map<String, MirrorTopic> topics = situation.image().topics();
        evidence.retain(topics);
        List<StateRecord> records = new ArrayList<>();
        for (MirrorTopic topic : topics.values()) {
            if (topic.migration() instanceof Migrating migrating) {
                advance(situation, topic, migrating).ifPresent(next -> records.add(StateRecord.of(next)));
            }
        }
        return records;
    }

    private Optional<MirrorTopic> advance(Situation situation, MirrorTopic topic, Migrating migrating) {
        Evidence found = evidence.of(situation, topic, migrating);
        Optional<String> hopeless = divergence(situation, topic).or(() -> MigrationSteps.hopeless(found));
        if (hopeless.isPresent()) {
            return Optional.of(rolledBack(topic, migrating, "rolled_back", hopeless.get()));
        }
        Optional<Migration> next = MigrationSteps.next(migrating, found, situation.nowMs());
        if (next.isPresent()) {
            LOG.info(
                    "topic {} attempt {}: {}",
                    topic.topic(),
                    migrating.attempt().number(),
                    next.get());
            return Optional.of(moved(topic, migrating, next.get()));
        }
        if (situation.nowMs() < migrating.attempt().deadlineMs()) {
            return Optional.empty();
        }
        return Optional.of(rolledBack(topic, migrating, "timed_out", MigrationSteps.waitingFor(migrating, found)));
    }

    /** Why the mirror is no copy of its source any more; looked at after the evidence, which may be of just before. */
    private static Optional<String> divergence(Situation situation, MirrorTopic topic) {
        if (topic.trouble().isDeleted()) {
            return Optional.of("source topic " + topic.sourceTopic() + " was deleted");
        }
        return topic.trouble()
                .divergence()
                .or(() -> topic.trouble().staleness())
                .or(() -> situation.members().findings().stream()
                        .filter(report -> report.topic().equals(topic.topic())
                                && report.topicId().equals(topic.topicId()))
                        .map(PartitionReport::finding)
                        .flatMap(finding -> reason(finding).stream())
                        .findFirst());
    }

    private static Optional<String> reason(@Nullable Finding finding) {
        if (finding instanceof Finding.Diverged diverged) {
            return Optional.of(diverged.reason());
        }
        return finding instanceof Finding.Stale stale ? Optional.of(stale.reason()) : Optional.empty();
    }

    private static MirrorTopic rolledBack(MirrorTopic topic, Migrating migrating, String outcome, String reason) {
        LOG.warn(
                "topic {} attempt {} goes back to PROXY ({}): {}",
                topic.topic(),
                migrating.attempt().number(),
                outcome,
                reason);
        return topic.withOutcome(migrating.toProxy(), outcome, reason);
    }

    /** Records that came past the proxy are taken along; whoever looks at the topic is told of them. */
    private static MirrorTopic moved(MirrorTopic topic, Migrating from, Migration to) {
        if (to instanceof Migrating migrating) {
            String remark = MigrationSteps.writersPastTheProxy(migrating).orElse(null);
            return topic.withOutcome(to, "running", remark);
        }
        return topic.withOutcome(
                to, "complete", MigrationSteps.writersPastTheProxy(from).orElse(null));
    }
}
