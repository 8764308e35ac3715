// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LatelyToldTest {

    private static final long MINUTE = 60_000_000_000L;
    private static final long START = Long.MAX_VALUE - MINUTE / 2;

    private final LatelyTold told = new LatelyTold(10);

    @Test
    void whatAClientTriesOnAndOnIsToldOnceAMinute() {
        assertThat(told.isToBeTold("one", START)).isTrue();
        assertThat(told.isToBeTold("other", START)).isTrue();
        assertThat(told.isToBeTold("one", START + MINUTE - 1)).isFalse();
        assertThat(told.isToBeTold("one", START + MINUTE)).isTrue();
        assertThat(told.isToBeTold("other", START + MINUTE)).isTrue();
        assertThat(told.isToBeTold("other", START + MINUTE + 1)).isFalse();
    }

    /** Each partition of each request is asked for, by all of the broker's threads. */
    @Test
    @Timeout(5)
    void askingTakesNoLongerTheMoreIsTold() {
        LatelyTold many = new LatelyTold(Integer.MAX_VALUE);

        assertThat(IntStream.range(0, 60_000).filter(i -> many.isToBeTold("topic " + i, START + i)))
                .hasSize(60_000);
    }

    /** A client that takes another name each time fills no log. */
    @Test
    void soMuchIsToldInAMinuteAndNoMore() {
        assertThat(IntStream.range(0, 1_000).filter(i -> told.isToBeTold("client " + i, START)))
                .hasSize(10);
        assertThat(told.isToBeTold("client 999", START + MINUTE)).isTrue();
    }
}
