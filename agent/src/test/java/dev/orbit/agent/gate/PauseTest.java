// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.gate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PauseTest {

    private static final long SECOND = 1_000_000_000;

    private final Pause pause = new Pause();

    @Test
    void isNotKnownBeforeTheFirst() {
        pause.end(5 * SECOND);

        assertThat(pause.seconds(9 * SECOND)).isNaN();
    }

    @Test
    void lastsFromTheFirstStepOfACutoverToItsEnd() {
        pause.begin(10 * SECOND);
        pause.begin(12 * SECOND);

        assertThat(pause.seconds(13 * SECOND)).isEqualTo(3);

        pause.end(14 * SECOND);
        pause.end(99 * SECOND);
        assertThat(pause.seconds(100 * SECOND)).isEqualTo(4);
    }

    @Test
    void theLatestCounts() {
        pause.begin(0);
        pause.end(10 * SECOND);
        pause.begin(20 * SECOND);
        pause.end(20 * SECOND + SECOND / 4);

        assertThat(pause.seconds(100 * SECOND)).isEqualTo(0.25);
    }
}
