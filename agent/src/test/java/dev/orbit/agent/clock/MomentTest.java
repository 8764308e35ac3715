// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.clock;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MomentTest {

    private static final Moment THEN = new Moment(Long.MAX_VALUE - 1_000_000, 5_000);

    @Test
    void isOverOnceEitherClockSaysSo() {
        Moment end = THEN.plusMs(20);

        assertThat(THEN.plusMs(19).isBefore(end)).isTrue();
        assertThat(THEN.plusMs(20).isBefore(end)).isFalse();
        assertThat(new Moment(THEN.nanos(), 5_020).isBefore(end))
                .as("the machine slept, or its clock was put forward")
                .isFalse();
        assertThat(new Moment(THEN.plusMs(20).nanos(), 1_000).isBefore(end))
                .as("its clock was put back")
                .isFalse();
    }

    @Test
    void wasAsLongAgoAsTheClockSaysThatSaysMore() {
        assertThat(THEN.msUntil(THEN)).isEqualTo(1);
        assertThat(THEN.msUntil(THEN.plusMs(70))).isEqualTo(71);
        assertThat(THEN.msUntil(new Moment(THEN.nanos(), 65_000))).isEqualTo(60_001);
        assertThat(THEN.msUntil(new Moment(THEN.plusMs(70).nanos(), 1_000))).isEqualTo(71);
    }

    @Test
    void theEarlierIsSoOnEachClock() {
        Moment later = new Moment(THEN.plusMs(10).nanos(), 4_000);

        assertThat(THEN.orEarlier(later)).isEqualTo(new Moment(THEN.nanos(), 4_000));
        assertThat(later.orEarlier(THEN)).isEqualTo(new Moment(THEN.nanos(), 4_000));
    }
}
