// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one mirror topic.
 *
 * @param topic name at the destination
 * @param state the migration state it was compared in: COMPLETE means that the source must be a prefix of the
 *     destination, any other that the destination must be one of the source
 * @param compacted whether either side's {@code cleanup.policy} contains {@code compact}
 * @param difference of the topics themselves; those of records are their partitions'
 * @param completedAt when it became COMPLETE, ISO 8601, UTC; null before
 * @param lastAttempt how its last migration attempt ended; null before the first
 * @param events the last ones of the topic, by time
 */
public record TopicReport(
        String topic,
        String sourceTopic,
        MigrationState state,
        boolean compacted,
        Result result,
        long recordCount,
        long offsetLag,
        @Nullable FirstDifference difference,
        List<Remark> remarks,
        List<PartitionReport> partitions,
        @Nullable String completedAt,
        Snapshot.@Nullable Attempt lastAttempt,
        List<TopicEvent> events) {

    public TopicReport {
        remarks = List.copyOf(remarks);
        partitions = List.copyOf(partitions);
        events = List.copyOf(events);
    }

    /** The same, with what happened to the topic. */
    public TopicReport with(Snapshot.@Nullable Attempt attempt, List<TopicEvent> happened) {
        return new TopicReport(
                topic,
                sourceTopic,
                state,
                compacted,
                result,
                recordCount,
                offsetLag,
                difference,
                remarks,
                partitions,
                completedAt,
                attempt,
                happened);
    }
}
