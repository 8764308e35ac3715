// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is observed of a topic under migration.
 *
 * @param partitions by partition; empty where no leader has reported
 * @param acknowledgedEnds present once every agent's gate is closed for the attempt: per partition, the offset after the
 *     highest that the source acknowledged to any of them
 * @param sourceEnds of every partition that the source topic has now; asked after the topic came to where it stands, and in STOPPING after every mirror had
 *     stopped
 * @param sourceFailure why there are no ends, where the source was asked
 */
public record Evidence(
        List<Optional<PartitionEvidence>> partitions,
        Optional<Map<Integer, Long>> acknowledgedEnds,
        Optional<List<SourceEnd>> sourceEnds,
        Optional<String> sourceFailure) {

    public Evidence {
        partitions = List.copyOf(partitions);
    }

    /** Whether every mirror has stopped for this attempt. */
    public boolean allStopped(int attempt) {
        return partitions.stream()
                .allMatch(partition -> partition.isPresent() && partition.get().stoppedAttempt() == attempt);
    }
}
