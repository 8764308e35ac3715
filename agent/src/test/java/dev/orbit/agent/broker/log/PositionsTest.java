// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PositionsTest {

    private static final LocalPartition.Positions POSITIONS = new LocalPartition.Positions(0, 5, 7, 10);

    @Test
    void whatIsNotAcknowledgedHereIsNotHere() {
        assertThat(POSITIONS.behind(10)).isEqualTo(3);
        assertThat(POSITIONS.behind(7)).isZero();
    }

    @Test
    void aSourceThatEndedEarlierLeavesNothingToFetch() {
        assertThat(POSITIONS.behind(6)).isZero();
    }
}
