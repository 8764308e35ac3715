// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final Report.Topic ORDERS =
            new Report.Topic(new Judge.Verdict("orders", 12_345, 12_000, 0, 0, 0, 0), 87);

    @Test
    void showsATopicPerLine() {
        Report report = new Report(List.of(ORDERS), 12_345, 0, List.of());

        assertThat(report.table()).isEqualTo("""
                topic        acknowledged    by source     by agent     lost   duplicated    misplaced    longest pause
                orders             12,345       12,000          345        0            0            0            87 ms

                The consumer read 12,345 records, 0 of them twice.
                The producer and the consumer saw no error.
                """);
        assertThat(report.isFlawless()).isTrue();
    }

    @Test
    void oneFlawIsEnough() {
        for (Judge.Verdict flaw : List.of(
                new Judge.Verdict("payments", 5, 5, 1, 0, 0, 0),
                new Judge.Verdict("payments", 5, 5, 0, 1, 0, 0),
                new Judge.Verdict("payments", 5, 5, 0, 0, 1, 0))) {
            Report report = new Report(List.of(ORDERS, new Report.Topic(flaw, 0)), 0, 0, List.of());

            assertThat(report.isFlawless()).isFalse();
        }
    }

    @Test
    void errorsAndStraysAreNamed() {
        Report report = new Report(
                List.of(new Report.Topic(new Judge.Verdict("orders", 1, 1, 0, 0, 0, 3), 0)),
                1,
                0,
                List.of("orders order-7: timeout"));

        assertThat(report.table())
                .contains("3 records reached the source after the cutover: acknowledged to nobody.")
                .contains("Errors the applications saw: 1\n  orders order-7: timeout\n");
        assertThat(report.isFlawless()).isFalse();
    }
}
