// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import java.util.List;

/**
 * What {@code orbit verify} found; its JSON is the report that {@code --report} writes.
 *
 * @param startedAt when the comparison began, ISO 8601, UTC
 * @param finishedAt when it was over
 * @param topics in the order of their names
 */
public record VerificationReport(
        Result result,
        String link,
        String sourceClusterId,
        String destinationClusterId,
        String startedAt,
        String finishedAt,
        int partitionCount,
        long recordCount,
        List<TopicReport> topics) {

    public VerificationReport {
        topics = List.copyOf(topics);
    }
}
