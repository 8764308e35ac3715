// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LagClockTest {

    private static final long NOW_MS = 1_000_000;

    private final LagClock clock = new LagClock();

    @Test
    void isZeroWhereNothingIsMissing() {
        assertThat(clock.lagMs(0, NOW_MS, 0L)).isZero();

        clock.appended(5, NOW_MS);
        assertThat(clock.lagMs(0, NOW_MS, 0L)).isZero();
    }

    @Test
    void isUnknownBeforeAnythingIsKnown() {
        assertThat(clock.lagMs(1, NOW_MS, 0L)).isNull();
    }

    @Test
    void isUnknownWhereBatchesHaveNoTimestamps() {
        clock.appended(-1, NOW_MS);

        assertThat(clock.lagMs(1, NOW_MS, 0L)).isNull();
    }

    /** What is missing came after the last record that is here. */
    @Test
    void countsFromTheLastRecordThatIsHere() {
        clock.appended(NOW_MS - 90_000, NOW_MS);
        clock.appended(NOW_MS - 120_000, NOW_MS);

        assertThat(clock.lagMs(7, NOW_MS, 0L)).isEqualTo(90_000);
        assertThat(clock.lagMs(7, NOW_MS + 1_000, 0L)).isEqualTo(91_000);
    }

    /** What is missing was not there when nothing was. */
    @Test
    void countsFromTheMomentWhenNothingWasMissing() {
        clock.appended(NOW_MS - 3_600_000, NOW_MS);
        clock.caughtUp(NOW_MS - 400);

        assertThat(clock.lagMs(1, NOW_MS, 0L)).isEqualTo(400);
    }

    /** Years ahead by a wrong unit, hours by a wrong clock: such a mirror is not near. */
    @Test
    void isNotZeroForTimestampsThatLieAhead() {
        clock.appended(NOW_MS * 1_000, NOW_MS);

        assertThat(clock.lagMs(1_000_000, NOW_MS, 0L)).isNull();

        clock.appended(NOW_MS - 5_000, NOW_MS);
        assertThat(clock.lagMs(1_000_000, NOW_MS, 0L)).isEqualTo(5_000);
    }

    @Test
    void isNeverNegative() {
        clock.caughtUp(NOW_MS + 10);

        assertThat(clock.lagMs(1, NOW_MS, 0L)).isNotNegative();
    }

    /** As of a source that is silent: nobody knows what it holds by now. */
    @Test
    void isAtLeastAsLongAsTheSourceWasNotHeard() {
        long tolerated = LagClock.CONFIRMED_WITHIN_MS;
        clock.caughtUp(NOW_MS - 400);

        assertThat(clock.lagMs(0, NOW_MS, tolerated)).isZero();
        assertThat(clock.lagMs(0, NOW_MS, tolerated + 1)).isEqualTo(tolerated + 1);
        assertThat(clock.lagMs(0, NOW_MS, 25_000L)).isEqualTo(25_000);
        assertThat(clock.lagMs(1, NOW_MS, 25_000L)).isEqualTo(25_000);
        assertThat(clock.lagMs(1, NOW_MS + 60_000, 25_000L)).isEqualTo(60_400);
    }

    @Test
    void isUnknownBeforeTheSourceWasHeard() {
        clock.caughtUp(NOW_MS);

        assertThat(clock.lagMs(0, NOW_MS, null)).isNull();
    }
}
