// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import dev.orbit.schemas.MigrationState;
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
        List<PartitionReport> partitions) {

    public TopicReport {
        remarks = List.copyOf(remarks);
        partitions = List.copyOf(partitions);
    }
}
