// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.cutover;

import dev.orbit.agent.command.Command.Finding;
import dev.orbit.agent.command.Command.PartitionReport;
import dev.orbit.agent.coordinator.core.AtOnce;
import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.source.SourceQueries;
import dev.orbit.agent.migration.Evidence;
import dev.orbit.agent.migration.MigrationSteps;
import dev.orbit.agent.migration.TogetherSteps;
import dev.orbit.agent.migration.TogetherSteps.Back;
import dev.orbit.agent.migration.TogetherSteps.Forward;
import dev.orbit.agent.migration.TogetherSteps.Member;
import dev.orbit.agent.migration.TogetherSteps.Move;
import dev.orbit.agent.migration.TogetherSteps.Waits;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.Migration.Attempt;
import dev.orbit.agent.state.Migration.Migrating;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.schemas.Snapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes migrating topics from step to step, those that flip together as one, and back to PROXY when their time is up. */
public final class MigrationProgress implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(MigrationProgress.class);
    private final TopicEvidence evidence;

    /** By topic, what keeps it where it is; read by others. */
    private final Map<String, String> obstacles = new ConcurrentHashMap<>();

    /** With whom the next pass begins, where the last one left some for another write; else with the first. */
    private String nextTopic = "";

    public MigrationProgress(SourceQueries sources, Executor executor, Runnable wake) {
        this.evidence = new TopicEvidence(sources, executor, wake);
    }

    @Override
    public List<StateRecord> decide(Situation situation) {
        Map<String, MirrorTopic> topics = situation.image().topics();
        evidence.retain(topics);
        obstacles.keySet().removeIf(name -> !isMigrating(topics.get(name)));
        List<StateRecord> records = new ArrayList<>();
        long size = 0;
        String first = nextTopic;
        nextTopic = "";
        for (Together together : inTurn(topics, first)) {
            long own = AtOnce.size(together.names().stream()
                    .map(topics::get)
                    .filter(Objects::nonNull)
                    .toList());
            if (!records.isEmpty() && size + own > AtOnce.SIZE_MAX) {
                // one write has to fit into one batch; the rest follows at once, before these have another turn
                nextTopic = together.topic();
                break;
            }
            List<StateRecord> moved = advance(situation, together.names(), together.attempt());
            size += moved.isEmpty() ? 0 : own;
            records.addAll(moved);
        }
        evidence.ask();
        return records;
    }

    /** Of several that flip together, the first stands for all. */
    private record Together(String topic, List<String> names, Attempt attempt) {}

    private static List<Together> inTurn(Map<String, MirrorTopic> topics, String first) {
        List<Together> all = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (MirrorTopic topic : topics.values()) {
            if (topic.migration() instanceof Migrating migrating && seen.add(topic.topic())) {
                List<String> names = together(topic, migrating);
                seen.addAll(names);
                all.add(new Together(topic.topic(), names, migrating.attempt()));
            }
        }
        int before = (int)
                all.stream().takeWhile(one -> one.topic().compareTo(first) < 0).count();
        Collections.rotate(all, -before);
        return all;
    }

    private static List<String> together(MirrorTopic topic, Migrating migrating) {
        List<String> names = migrating.attempt().together();
        return names.isEmpty() ? List.of(topic.topic()) : names;
    }

    /** All that becomes of topics that flip together is one write. */
    private List<StateRecord> advance(Situation situation, List<String> names, Attempt attempt) {
        Map<String, MirrorTopic> topics = situation.image().topics();
        Map<String, String> lacking = new LinkedHashMap<>();
        List<Member> members = new ArrayList<>();
        for (String name : names) {
            MirrorTopic topic = topics.get(name);
            if (topic != null
                    && topic.migration() instanceof Migrating migrating
                    && migrating.attempt().isWith(attempt)) {
                members.add(member(situation, topic, migrating));
            } else {
                lacking.put(
                        name,
                        topic == null
                                ? "it is not there"
                                : "it is " + topic.migration().state());
            }
        }
        Map<String, Move> moves = TogetherSteps.next(members, lacking, situation.nowMs());
        return members.stream()
                .flatMap(member -> moved(topics.get(member.topic()), member, moves.get(member.topic())).stream())
                .map(StateRecord::of)
                .toList();
    }

    private Member member(Situation situation, MirrorTopic topic, Migrating migrating) {
        Evidence found = evidence.of(situation, topic, migrating);
        return new Member(topic.topic(), migrating, found, divergence(situation, topic));
    }

    private Optional<MirrorTopic> moved(@Nullable MirrorTopic topic, Member member, @Nullable Move move) {
        Optional<String> waits = move instanceof Waits waiting ? Optional.of(waiting.reason()) : Optional.empty();
        note(member.topic(), MigrationSteps.openTransactions(member.evidence()).or(() -> waits));
        if (topic == null) {
            return Optional.empty();
        }
        if (move instanceof Back back) {
            return Optional.of(rolledBack(topic, member.migration(), back));
        }
        if (move instanceof Forward forward) {
            LOG.info(
                    "topic {} attempt {}: {}",
                    topic.topic(),
                    member.migration().attempt().number(),
                    forward.to());
            return Optional.of(moved(topic, member, forward.to()));
        }
        return Optional.empty();
    }

    private static boolean isMigrating(@Nullable MirrorTopic topic) {
        return topic != null && topic.migration() instanceof Migrating;
    }

    /** The topic as it is to be shown: an attempt that waits for somebody else's transaction says so. */
    public MirrorTopic shown(MirrorTopic topic) {
        String obstacle = isMigrating(topic) ? obstacles.get(topic.topic()) : null;
        if (obstacle == null) {
            return topic;
        }
        Snapshot.Attempt attempt = topic.lastAttempt();
        // how far it was behind at first is no reason for what it waits for
        boolean isBeginning =
                topic.migration() instanceof Migration.CatchingUp || topic.migration() instanceof Migration.Closing;
        String remark = attempt == null || isBeginning ? null : attempt.reason();
        return topic.withOutcome(topic.migration(), "running", remark == null ? obstacle : obstacle + "; " + remark);
    }

    private void note(String topic, Optional<String> obstacle) {
        obstacle.ifPresentOrElse(found -> obstacles.put(topic, found), () -> obstacles.remove(topic));
    }

    /** Why the mirror is no copy of its source any more, or is to be none. After the evidence, which may be of just before. */
    private static Optional<String> divergence(Situation situation, MirrorTopic topic) {
        if (topic.trouble().isDeleted()) {
            return Optional.of("source topic " + topic.sourceTopic() + " was deleted");
        }
        return Optional.ofNullable(topic.failure())
                .or(topic.trouble()::divergence)
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

    private static MirrorTopic rolledBack(MirrorTopic topic, Migrating migrating, Back back) {
        LOG.warn(
                "topic {} attempt {} goes back to PROXY ({}): {}",
                topic.topic(),
                migrating.attempt().number(),
                back.outcome(),
                back.reason());
        return topic.withOutcome(migrating.toProxy(), back.outcome(), back.reason());
    }

    /** Records that came past the proxy are taken along; whoever looks at the topic is told of them. */
    private static MirrorTopic moved(MirrorTopic topic, Member member, Migration to) {
        if (to instanceof Migration.Closing) {
            return topic.withOutcome(to, "running", MigrationSteps.lag(member.evidence()));
        }
        if (to instanceof Migrating migrating) {
            String remark = MigrationSteps.writersPastTheProxy(migrating).orElse(null);
            return topic.withOutcome(to, "running", remark);
        }
        return topic.withOutcome(
                to,
                "complete",
                MigrationSteps.writersPastTheProxy(member.migration()).orElse(null));
    }
}
