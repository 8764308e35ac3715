// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LagClockTest {

    private static final long NOW_MS = 1_000_000;

    private final LagClock clock = new LagClock();

    @Test
    void isZeroWhereNothingIsMissing() {
        assertThat(clock.lagMs(0, NOW_MS)).isZero();

        clock.appended(5, NOW_MS);
        assertThat(clock.lagMs(0, NOW_MS)).isZero();
    }

    @Test
    void isUnknownBeforeAnythingIsKnown() {
        assertThat(clock.lagMs(1, NOW_MS)).isNull();
    }

    @Test
    void isUnknownWhereBatchesHaveNoTimestamps() {
        clock.appended(-1, NOW_MS);

        assertThat(clock.lagMs(1, NOW_MS)).isNull();
    }

    /** What is missing came after the last record that is here. */
    @Test
    void countsFromTheLastRecordThatIsHere() {
        clock.appended(NOW_MS - 90_000, NOW_MS);
        clock.appended(NOW_MS - 120_000, NOW_MS);

        assertThat(clock.lagMs(7, NOW_MS)).isEqualTo(90_000);
        assertThat(clock.lagMs(7, NOW_MS + 1_000)).isEqualTo(91_000);
    }

    /** What is missing was not there when nothing was. */
    @Test
    void countsFromTheMomentWhenNothingWasMissing() {
        clock.appended(NOW_MS - 3_600_000, NOW_MS);
        clock.caughtUp(NOW_MS - 400);

        assertThat(clock.lagMs(1, NOW_MS)).isEqualTo(400);
    }

    /** Years ahead by a wrong unit, hours by a wrong clock: such a mirror is not near. */
    @Test
    void isNotZeroForTimestampsThatLieAhead() {
        clock.appended(NOW_MS * 1_000, NOW_MS);

        assertThat(clock.lagMs(1_000_000, NOW_MS)).isNull();

        clock.appended(NOW_MS - 5_000, NOW_MS);
        assertThat(clock.lagMs(1_000_000, NOW_MS)).isEqualTo(5_000);
    }

    @Test
    void isNeverNegative() {
        clock.caughtUp(NOW_MS + 10);

        assertThat(clock.lagMs(1, NOW_MS)).isNotNegative();
    }
}
