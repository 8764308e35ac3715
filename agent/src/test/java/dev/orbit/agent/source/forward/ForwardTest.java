// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ForwardTest {

    @Test
    void isTooLateAfterFiveSecondsOrAThirdOfItsProducersPatience() {
        assertThat(isLate(forward(30_000), 5_000, null)).isFalse();
        assertThat(isLate(forward(30_000), 5_001, null)).isTrue();
        assertThat(isLate(forward(3_000), 1_001, null)).isTrue();
    }

    /** To try again would not help its producer: the source would make that wait too. */
    @Test
    void theTimeForWhichTheSourceMakesItWaitDoesNotCount() {
        Forward forward = forward(30_000);

        assertThat(isLate(forward, 15_000, 15_000L)).isFalse();
        assertThat(isLate(forward, 15_000, 10_000L)).isFalse();
        assertThat(isLate(forward, 15_001, 10_000L)).isTrue();
        assertThat(isLate(forward, 5_001, -1L)).as("throttled before it came").isTrue();
    }

    @Test
    void aThirdOfItsProducersPatienceIsLeftForTheAnswer() {
        assertThat(isLate(forward(30_000), 20_000, 20_000L)).isFalse();
        assertThat(isLate(forward(30_000), 20_001, 20_001L)).isTrue();
        assertThat(isLate(forward(3_600_000), 20_001, 20_001L))
                .as("a gate that closes does not wait for the patience of any producer")
                .isTrue();
    }

    private static boolean isLate(Forward forward, long nowMs, @Nullable Long throttledMs) {
        return forward.isTooLateToSend(
                TimeUnit.MILLISECONDS.toNanos(nowMs),
                throttledMs == null ? null : Long.valueOf(TimeUnit.MILLISECONDS.toNanos(throttledMs)));
    }

    private static Forward forward(int timeoutMs) {
        ForwardRequest request =
                new ForwardRequest("orders", Uuid.ZERO_UUID, 0, Forwards.batch(-1, 0, "a"), (short) -1, timeoutMs);
        return new Forward(request, () -> false, result -> {}, () -> {}, 0);
    }
}
