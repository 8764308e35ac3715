// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import dev.orbit.agent.command.Command.PartitionReport;
import dev.orbit.agent.metrics.TopicMeters.Figures;

/** Sums the reports of a topic's partitions up. What one of them does not know, nobody knows of the topic. */
final class MirrorFigures {

    private static final double MS_PER_SECOND = 1_000.0;

    private int partitions;
    private int failed;
    private double offsetLag;
    private double offsetLagMax;
    private double timeLagMsMax;

    /** @param fetches false: the link is paused, and what was known of the source is old */
    void add(PartitionReport report, boolean fetches) {
        boolean known = fetches && report.sourceEndOffset() >= 0;
        double lag = known ? Math.max(0, report.sourceEndOffset() - report.highWatermark()) : Double.NaN;
        Long timeLagMs = known ? report.timeLagMs() : null;
        partitions++;
        failed += report.error() == null ? 0 : 1;
        offsetLag += lag;
        // NaN is larger than anything
        offsetLagMax = Math.max(offsetLagMax, lag);
        timeLagMsMax = Math.max(timeLagMsMax, timeLagMs == null ? Double.NaN : timeLagMs);
    }

    Figures sum() {
        return partitions == 0
                ? new Figures(0, 0, Double.NaN, Double.NaN, Double.NaN)
                : new Figures(partitions, failed, offsetLag, offsetLagMax, timeLagMsMax / MS_PER_SECOND);
    }
}
