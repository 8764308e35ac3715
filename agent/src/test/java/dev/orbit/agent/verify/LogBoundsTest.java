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

    /** The other side may never have had it, or have ended it: the mirror does where its end was deleted too. */
    @Test
    void aTransactionOfWhichTheLogStartTookTheRecordsHoldsUpOneSideAlone() {
        LogBounds deleted = new LogBounds(218, 234, 218, true);

        assertThat(deleted.isHeldUpElsewhere(new LogBounds(218, 234, 234, true)))
                .isFalse();
        assertThat(new LogBounds(218, 234, 234, true).isHeldUpElsewhere(deleted))
                .isFalse();
        assertThat(deleted.isHeldUpElsewhere(new LogBounds(230, 234, 234, true)))
                .isFalse();
        // a log start inside a batch: Kafka says where that begins
        assertThat(new LogBounds(219, 234, 218, true).isHeldUpElsewhere(new LogBounds(219, 234, 234, true)))
                .isFalse();
        // whose records nobody can have deleted
        assertThat(new LogBounds(0, 234, 0, true).isHeldUpElsewhere(new LogBounds(0, 234, 234, true)))
                .isTrue();
    }
}
