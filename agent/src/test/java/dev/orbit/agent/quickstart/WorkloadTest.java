// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkloadTest {

    private final Workload workload = new Workload();

    @Test
    void keepsWhatWasAcknowledgedPerTopic() {
        workload.acknowledged("orders", "a", new Position(0, 5));
        workload.acknowledgedLive("orders", "b", new Position(1, 6), 0);
        workload.acknowledgedLive("payments", "a", new Position(0, 0), 0);

        assertThat(workload.acknowledged("orders"))
                .containsExactly(
                        java.util.Map.entry("a", new Position(0, 5)), java.util.Map.entry("b", new Position(1, 6)));
        assertThat(workload.acknowledgedCount()).isEqualTo(3);
        assertThat(workload.acknowledged("other")).isEmpty();
    }

    @Test
    void aPauseIsTheTimeBetweenTwoLiveAcknowledgementsOfATopic() {
        workload.acknowledged("orders", "history", new Position(0, 0));
        acknowledgeLive("orders", 100);
        acknowledgeLive("payments", 350);
        acknowledgeLive("orders", 400);
        acknowledgeLive("orders", 410);

        assertThat(workload.longestPauseMs("orders")).isEqualTo(300);
        assertThat(workload.longestPauseMs("payments")).isZero();
        assertThat(workload.longestPauseMs("other")).isZero();
    }

    @Test
    void keepsTheErrorsTheApplicationSaw() {
        workload.failed("orders", "a", "no");

        assertThat(workload.failures()).containsExactly("orders a: no");
        assertThat(workload.acknowledgedCount()).isZero();
    }

    private void acknowledgeLive(String topic, long atMs) {
        workload.acknowledgedLive(topic, topic + atMs, new Position(0, atMs), atMs * 1_000_000);
    }
}
