// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.clock.Moment;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProbeTest {

    private final Probe probe = new Probe(0);

    private boolean isDue(long atSeconds, OptionalLong ledSeconds) {
        return probe.isDue(
                ledSeconds.stream()
                        .mapToObj(second -> new Moment(TimeUnit.SECONDS.toNanos(second), 0))
                        .findFirst(),
                TimeUnit.SECONDS.toNanos(atSeconds));
    }

    @Test
    void isNotDueWhileFollowersFollow() {
        for (int second = 0; second < 100; second++) {
            assertThat(isDue(second, OptionalLong.of(second - 1))).isFalse();
        }
    }

    @Test
    void isDueOnceForEachWhileThatTheyDoNot() {
        assertThat(isDue(10, OptionalLong.of(9))).isFalse();
        assertThat(isDue(11, OptionalLong.of(9))).isFalse();
        assertThat(isDue(12, OptionalLong.of(9))).isTrue();
        assertThat(isDue(13, OptionalLong.of(9))).isFalse();
        assertThat(isDue(15, OptionalLong.empty())).isTrue();
        assertThat(isDue(16, OptionalLong.of(15))).isFalse();
    }

    @Test
    void aNewCoordinatorHasTimeToSeeThem() {
        assertThat(isDue(2, OptionalLong.empty())).isFalse();
        assertThat(isDue(3, OptionalLong.empty())).isTrue();
    }
}
