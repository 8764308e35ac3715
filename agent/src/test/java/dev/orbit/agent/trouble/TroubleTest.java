// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.trouble;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TroubleTest {

    private static final long START_NANOS = Long.MAX_VALUE - 10;

    private final Trouble trouble = new Trouble(100);

    @Test
    void whatIsOverSoonIsNotToldOf() {
        assertThat(trouble.isToBeTold("no leader", START_NANOS)).isFalse();
        assertThat(trouble.isToBeTold("no leader", START_NANOS + 99)).isFalse();
        assertThat(trouble.endsToldOf()).isFalse();

        assertThat(trouble.isToBeTold("no leader", START_NANOS + 150)).isFalse();
    }

    @Test
    void eachReasonOfWhatLastsIsToldOnce() {
        assertThat(trouble.isToBeTold("no leader", START_NANOS)).isFalse();
        assertThat(trouble.isToBeTold("no leader", START_NANOS + 100)).isTrue();
        assertThat(trouble.isToBeTold("too few in sync", START_NANOS + 101)).isTrue();
        assertThat(trouble.isToBeTold("no leader", START_NANOS + 102)).isFalse();
        assertThat(trouble.endsToldOf()).isTrue();
        assertThat(trouble.endsToldOf()).isFalse();

        assertThat(trouble.isToBeTold("no leader", START_NANOS + 103)).isFalse();
        assertThat(trouble.isToBeTold("no leader", START_NANOS + 203)).isTrue();
    }

    @Test
    void whatIsToldInOtherWordsIsNotToldAgain() {
        assertThat(trouble.isToBeTold("no leader", START_NANOS)).isFalse();
        trouble.countAsTold("no leader");

        assertThat(trouble.isToBeTold("no leader", START_NANOS + 100)).isFalse();
        assertThat(trouble.isToBeTold("too few in sync", START_NANOS + 100)).isTrue();
        assertThat(trouble.endsToldOf()).isTrue();
    }

    /** A reason may hold an offset or an address that is another each time. */
    @Test
    void reasonsThatNeverEndAreNotToldForEver() {
        Trouble atOnce = new Trouble(0);
        int told = 0;
        for (int i = 0; i < 1_000; i++) {
            told += atOnce.isToBeTold("reason " + i, START_NANOS) ? 1 : 0;
        }
        assertThat(told).isEqualTo(20);
    }
}
