// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogBoundsTest {

    private static final LogBounds OPEN = new LogBounds(0, 234, 218, true);

    @Test
    void aTransactionThatIsOpenOnOneSideOfTwoEqualLogsAlone() {
        assertThat(OPEN.isHeldUpElsewhere(OPEN)).isFalse();
        assertThat(OPEN.isHeldUpElsewhere(new LogBounds(0, 234, 234, true))).isTrue();
        assertThat(new LogBounds(0, 234, 234, true).isHeldUpElsewhere(OPEN)).isTrue();
    }

    @Test
    void logsOfDifferentLengthsSayNothing() {
        assertThat(OPEN.isHeldUpElsewhere(new LogBounds(0, 235, 235, true))).isFalse();
        assertThat(OPEN.isHeldUpElsewhere(new LogBounds(0, 234, 234, false))).isFalse();
    }

    /** Retention may remove an open transaction on one side before the other. */
    @Test
    void aLogStartBeyondATransactionTakesItAway() {
        assertThat(OPEN.isHeldUpElsewhere(new LogBounds(234, 234, 234, true))).isFalse();
        assertThat(OPEN.isHeldUpElsewhere(new LogBounds(225, 234, 225, true))).isFalse();

        assertThat(OPEN.isHeldUpElsewhere(new LogBounds(217, 234, 234, true))).isTrue();
        assertThat(OPEN.isHeldUpElsewhere(new LogBounds(225, 234, 230, true))).isTrue();
    }
}
