// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.command.Command.PartitionReport;
import dev.orbit.agent.command.Reports;
import dev.orbit.agent.metrics.TopicMeters.Figures;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MirrorFiguresTest {

    private final MirrorFigures figures = new MirrorFigures();

    private static PartitionReport report(long sourceEnd, long highWatermark, @Nullable Long lagMs) {
        return report(sourceEnd, highWatermark, lagMs, null);
    }

    private static PartitionReport report(
            long sourceEnd, long highWatermark, @Nullable Long lagMs, @Nullable String error) {
        return report(sourceEnd, highWatermark, highWatermark, lagMs, error);
    }

    private static PartitionReport report(
            long sourceEnd, long highWatermark, long logEnd, @Nullable Long lagMs, @Nullable String error) {
        return Reports.partition(
                "orders", "id", 0, 0, sourceEnd, 0, highWatermark, highWatermark, logEnd, lagMs, 0, error, null, null);
    }

    @Test
    void sumsUpAndTellsTheWorst() {
        figures.add(report(100, 90, 1_500L), true);
        figures.add(report(100, 70, 250L, "damaged"), true);
        // what was written since the source was asked
        figures.add(report(100, 130, 0L), true);

        assertThat(figures.sum()).isEqualTo(new Figures(3, 1, 40, 30, 1.5));
    }

    /** What the mirror's replicas have not acknowledged yet may be fetched again. */
    @Test
    void whatIsNotAcknowledgedHereLags() {
        figures.add(report(10, 7, 10, 100L, null), true);

        assertThat(figures.sum()).isEqualTo(new Figures(1, 0, 3, 3, 0.1));
    }

    @Test
    void knowsNoLagOfATopicUntilItKnowsThatOfEachPartition() {
        figures.add(report(100, 90, 1_500L), true);
        figures.add(report(-1, 0, null, "no answer yet"), true);

        assertThat(figures.sum()).isEqualTo(new Figures(2, 1, Double.NaN, Double.NaN, Double.NaN));
    }

    @Test
    void knowsNoTimeLagWhereOnlyThatIsUnknown() {
        figures.add(report(100, 90, null), true);
        figures.add(report(100, 95, 10L), true);

        assertThat(figures.sum()).isEqualTo(new Figures(2, 0, 15, 10, Double.NaN));
    }

    @Test
    void whatWasKnownBeforeAPauseIsOld() {
        figures.add(report(100, 90, 1_500L), false);

        assertThat(figures.sum()).isEqualTo(new Figures(1, 0, Double.NaN, Double.NaN, Double.NaN));
    }

    @Test
    void nothingIsKnownOfATopicThatOthersLead() {
        assertThat(figures.sum()).isEqualTo(new Figures(0, 0, Double.NaN, Double.NaN, Double.NaN));
    }
}
