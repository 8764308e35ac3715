// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock is the test's; it starts shortly before it runs over. */
class ThrottleTest {

    private static final long START = Long.MAX_VALUE - 3_000_000_000L;
    private static final long SECOND = 1_000_000_000L;

    @Test
    void withoutABoundNobodyWaits() {
        Throttle throttle = new Throttle(Double.POSITIVE_INFINITY, START);
        throttle.read(Long.MAX_VALUE, START);

        assertThat(throttle.waitNanos(START)).isZero();
        assertThat(throttle.fetchBytesMax()).isEqualTo(Throttle.UNBOUNDED);
    }

    @Test
    void whatWasReadIsPaidForWithTime() {
        Throttle throttle = new Throttle(1_000_000, START);
        assertThat(throttle.waitNanos(START)).isZero();

        throttle.read(500_000, START);
        throttle.read(500_000, START);

        assertThat(throttle.waitNanos(START)).isEqualTo(SECOND);
        assertThat(throttle.waitNanos(START + SECOND)).isZero();
    }

    /** Not more than a second of it: after an idle night nobody reads at full speed for hours. */
    @Test
    void unusedTimeIsNotSavedUp() {
        Throttle throttle = new Throttle(1_000_000, START);

        throttle.read(3_000_000, START + 1_000 * SECOND);

        assertThat(throttle.waitNanos(START + 1_000 * SECOND)).isEqualTo(2 * SECOND);
    }

    /** Whatever the answers' sizes, as long as one asks whenever one may. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void keepsTheRateOnAverage(long seed) {
        Random random = new Random(seed);
        double rate = 10_000 + random.nextInt(100_000_000);
        Throttle throttle = new Throttle(rate, START);
        long now = START;
        double read = 0;
        while (now - START < 600 * SECOND) {
            long wait = throttle.waitNanos(now);
            now += wait + random.nextInt(2_000_000);
            int bytes = random.nextInt(throttle.fetchBytesMax());
            throttle.read(bytes, now);
            read += bytes;
        }

        assertThat(read / ((now - START) / 1e9)).isCloseTo(rate, within(rate * 0.05));
    }

    /** A quarter of a second's worth, but never so little that a link does not get on. */
    @Test
    void fetchesAreSmallEnoughToReadEvenly() {
        assertThat(new Throttle(40_000_000, START).fetchBytesMax()).isEqualTo(10_000_000);
        assertThat(new Throttle(1, START).fetchBytesMax()).isEqualTo(65_536);
    }
}
