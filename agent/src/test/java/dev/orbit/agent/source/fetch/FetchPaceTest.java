// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FetchPaceTest {

    private static final long ASKED = Long.MAX_VALUE - 1_000;

    private static long waitMs(long bytes, long sinceAskedMs) {
        return TimeUnit.NANOSECONDS.toMillis(
                FetchPace.answered(bytes, ASKED).waitNanos(ASKED + TimeUnit.MILLISECONDS.toNanos(sinceAskedMs)));
    }

    @Test
    void whatComesInQuickSuccessionIsGathered() {
        assertThat(waitMs(1_000, 0)).isEqualTo(5);
        assertThat(waitMs(1_000, 2)).isEqualTo(3);
    }

    @Test
    void whatComesAloneIsNotWaitedWith() {
        assertThat(waitMs(1_000, 5)).isZero();
        assertThat(waitMs(1_000, 400)).isZero();
    }

    @Test
    void neitherNothingNorPlentyIsWaitedWith() {
        assertThat(waitMs(0, 0)).isZero();
        assertThat(waitMs(1 << 20, 0)).isZero();
        assertThat(FetchPace.NONE.waitNanos(0)).isZero();
    }
}
