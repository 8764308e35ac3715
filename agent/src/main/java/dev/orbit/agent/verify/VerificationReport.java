// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import java.util.List;

/**
 * What {@code orbit verify} found; its JSON is the report that {@code --report} writes.
 *
 * @param startedAt when the comparison began, ISO 8601, UTC
 * @param finishedAt when it was over
 * @param proofOnly whether the source was left alone, and nothing looked at but what was recorded at COMPLETE
 * @param topics in the order of their names
 */
public record VerificationReport(
        Result result,
        String link,
        String sourceClusterId,
        String destinationClusterId,
        String startedAt,
        String finishedAt,
        boolean proofOnly,
        int partitionCount,
        long recordCount,
        List<TopicReport> topics) {

    public VerificationReport {
        topics = List.copyOf(topics);
    }
}
