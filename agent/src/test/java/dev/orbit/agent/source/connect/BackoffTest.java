// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.connect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final long NOW = Long.MAX_VALUE - 1_000_000; // nanoTime may overflow any moment

    @Test
    void doublesUpToTheLongest() {
        Backoff backoff = Backoff.none(NOW);
        assertThat(backoff.isOver(NOW)).isTrue();
        for (long waitMs : new long[] {100, 200, 400, 800, 1000, 1000}) {
            backoff = backoff.failed(NOW, 100, 1000);
            assertThat(backoff.remainingMs(NOW)).isEqualTo(waitMs);
            assertThat(backoff.isOver(NOW + waitMs * 1_000_000 - 1)).isFalse();
            assertThat(backoff.isOver(NOW + waitMs * 1_000_000)).isTrue();
        }
    }

    @Test
    void neverOverflows() {
        Backoff backoff = Backoff.none(0);
        for (int i = 0; i < 200; i++) {
            backoff = backoff.failed(0, 100, 5_000);
        }
        assertThat(backoff.remainingMs(0)).isEqualTo(5_000);
    }

    @Test
    void roundsTheRestUp() {
        assertThat(new Backoff(1, 1).remainingMs(0)).isEqualTo(1);
        assertThat(new Backoff(1, 0).remainingMs(5)).isZero();
    }
}
