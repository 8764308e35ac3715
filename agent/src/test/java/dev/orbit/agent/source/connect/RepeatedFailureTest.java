// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RepeatedFailureTest {

    private final RepeatedFailure failures = new RepeatedFailure();

    @Test
    void isNewsOnceUntilItIsAnother() {
        assertThat(failures.isNews(new IllegalStateException("a"), 0)).isTrue();
        assertThat(failures.isNews(new IllegalStateException("a"), seconds(1))).isFalse();
        assertThat(failures.isNews(new IllegalStateException("b"), seconds(2))).isTrue();
        assertThat(failures.isNews(new IllegalArgumentException("b"), seconds(3)))
                .isTrue();
    }

    @Test
    void isOverOnceAfterAWhileWithoutAFailure() {
        assertThat(failures.isOver(0)).isFalse();
        assertThat(failures.isNews(new IllegalStateException("a"), 0)).isTrue();
        assertThat(failures.isOver(seconds(29))).isFalse();
        assertThat(failures.isNews(new IllegalStateException("a"), seconds(29))).isFalse();
        assertThat(failures.isOver(seconds(58))).isFalse();
        assertThat(failures.isOver(seconds(59))).isTrue();
        assertThat(failures.isOver(seconds(100))).isFalse();
        assertThat(failures.isNews(new IllegalStateException("a"), seconds(101)))
                .isTrue();
    }

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
