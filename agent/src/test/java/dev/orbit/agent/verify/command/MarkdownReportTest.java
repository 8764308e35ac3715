// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.verify.FirstDifference;
import dev.orbit.agent.verify.PartitionReport;
import dev.orbit.agent.verify.ProofReport;
import dev.orbit.agent.verify.ProofResult;
import dev.orbit.agent.verify.Remark;
import dev.orbit.agent.verify.Result;
import dev.orbit.agent.verify.TopicReport;
import dev.orbit.agent.verify.VerificationReport;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownReportTest {

    private static final PartitionReport.Log LOG = new PartitionReport.Log(0, 9, 9, "00ff");

    private static final PartitionReport MOVED = new PartitionReport(
            0,
            Result.DIFFERS,
            0,
            9,
            4,
            0,
            LOG,
            new PartitionReport.Log(0, 12, 12, "11ee"),
            new FirstDifference(4L, "value", "\"a|<b>\"", "\"c\nd\""),
            List.of(),
            null,
            new ProofReport(ProofResult.NOT_RECORDED, 9, null, null, null, "none was recorded"));

    private static final PartitionReport UNREAD = new PartitionReport(
            1,
            Result.ERROR,
            0,
            0,
            0,
            0,
            null,
            null,
            null,
            List.of(new Remark("code", "a remark", null)),
            "No answer.",
            null);

    private static VerificationReport report(TopicReport... topics) {
        return new VerificationReport(
                Result.DIFFERS,
                "default",
                "source-id",
                "destination-id",
                "2026-01-01T00:00:00Z",
                "2026-01-01T00:00:01Z",
                false,
                2,
                1_234,
                List.of(topics));
    }

    private static final TopicReport TOPIC = new TopicReport(
            "orders",
            "there.orders",
            MigrationState.COMPLETE,
            false,
            Result.DIFFERS,
            4,
            0,
            null,
            List.of(),
            List.of(MOVED, UNREAD),
            "2025-12-31T00:00:00Z",
            new Snapshot.Attempt(2, "complete", "somebody wrote past the proxy"),
            List.of(new TopicEvent("default", "orders", 1, "2025-12-31T00:00:00Z", "complete", 2, "at offsets [9]")));

    @Test
    void tellsWhatHappenedToEachTopic() {
        assertThat(MarkdownReport.of(report(TOPIC)))
                .startsWith(
                        "# Verification of the mirror topics of link default\n\n|  |  |\n| --- | --- |\n| result | **differs** |\n")
                .contains("| extent | 1 topic, 2 partitions, 1,234 records |\n")
                .contains("| orders | COMPLETE | 2025-12-31T00:00:00Z | differs | 4 | not recorded |\n")
                .contains(
                        "\n## orders\n\nMirror of there.orders. COMPLETE since 2025-12-31T00:00:00Z. Migration attempt 2: complete,"
                                + " somebody wrote past the proxy. Result: **differs**.\n")
                .contains("- partition 1 was not compared: No answer.\n- partition 1: a remark\n")
                .contains("| 0 | differs | 0 to 9 | 4 | 9 | 12 | source 00ff, destination 11ee |\n")
                .contains("| 1 | error | 0 to 0 | 0 | - | - | - |\n")
                .contains("| 0 | 9 | not recorded | - | - | none was recorded |\n")
                .contains("| 2025-12-31T00:00:00Z | complete | 2 | at offsets [9] |\n");
    }

    /** A record's value may be anything. */
    @Test
    void valuesBreakNoTable() {
        assertThat(MarkdownReport.of(report(TOPIC)))
                .contains(
                        "- first difference in partition 0: offset 4: value is \"a\\|&lt;b>\" at the source and \"c d\" at the"
                                + " destination\n");
    }
}
