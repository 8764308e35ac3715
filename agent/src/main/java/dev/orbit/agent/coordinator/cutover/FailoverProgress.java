// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.cutover;

import dev.orbit.agent.command.Command.PartitionReport;
import dev.orbit.agent.coordinator.core.AtOnce;
import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.migration.Evidence;
import dev.orbit.agent.migration.FailoverReport;
import dev.orbit.agent.migration.FailoverSteps;
import dev.orbit.agent.state.LastSeen;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.schemas.Snapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes topics that fail over from step to step. The source is asked for nothing: it may be gone. */
public final class FailoverProgress implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(FailoverProgress.class);

    /** By topic, what keeps it where it is; read by others. */
    private final Map<String, String> obstacles = new ConcurrentHashMap<>();

    @Override
    public List<StateRecord> decide(Situation situation) {
        List<StateRecord> records = new ArrayList<>();
        Set<String> waiting = new HashSet<>();
        long size = 0;
        for (MirrorTopic topic : situation.image().topics().values()) {
            if (topic.migration() instanceof Migration.Failover failover) {
                if (size >= AtOnce.SIZE_MAX) {
                    // when these are written
                    waiting.add(topic.topic());
                    continue;
                }
                Evidence evidence = TopicEvidence.local(situation, topic, failover);
                boolean isMirrored = isMirrored(situation, topic);
                Optional<Migration> next =
                        FailoverSteps.next(failover, evidence, seen(situation, topic), isMirrored, situation.nowMs());
                if (next.isPresent()) {
                    LOG.info("topic {} fails over: {}", topic.topic(), next.get());
                    records.add(StateRecord.of(moved(topic, next.get())));
                    size += AtOnce.size(topic.startOffsets().size());
                } else {
                    waiting.add(topic.topic());
                    obstacles.put(topic.topic(), FailoverSteps.waitingFor(failover, evidence, isMirrored));
                }
            }
        }
        obstacles.keySet().retainAll(waiting);
        return records;
    }

    private static boolean isMirrored(Situation situation, MirrorTopic topic) {
        return topic.isMirrored() && situation.image().links().containsKey(topic.link());
    }

    /** Of a partition that nobody leads now nobody knows anything. */
    private static List<LastSeen> seen(Situation situation, MirrorTopic topic) {
        return IntStream.range(0, topic.startOffsets().size())
                .mapToObj(partition -> situation
                        .members()
                        .partition(topic.topicId(), topic.topic(), partition)
                        .map(FailoverProgress::seen)
                        .orElse(LastSeen.NOTHING))
                .toList();
    }

    private static LastSeen seen(PartitionReport report) {
        return report.sourceEndOffset() < 0
                ? LastSeen.NOTHING
                : new LastSeen(report.sourceEndOffset(), report.sourceHeardMs(), null);
    }

    /** What was wrong with the mirror is over with it, and told for the last time. */
    private static MirrorTopic moved(MirrorTopic topic, Migration next) {
        Snapshot.Failover report = next instanceof Migration.Complete complete ? complete.failover() : null;
        if (report == null) {
            return topic.withMigration(next);
        }
        String text = FailoverReport.text(report);
        String wrong = Optional.ofNullable(topic.failure())
                .or(topic.trouble()::divergence)
                .or(topic.trouble()::staleness)
                .map(reason -> reason + " ")
                .orElse("");
        return topic.withFailure(null).withOutcome(next, "failed_over", wrong + text);
    }

    /** The topic as it is to be shown: what it waits for is told with the attempt. */
    public MirrorTopic shown(MirrorTopic topic) {
        String obstacle = topic.migration() instanceof Migration.Failover ? obstacles.get(topic.topic()) : null;
        return obstacle == null ? topic : topic.withOutcome(topic.migration(), "running", obstacle);
    }
}
