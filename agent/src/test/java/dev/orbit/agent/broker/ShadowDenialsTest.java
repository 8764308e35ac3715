// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.broker.ShadowDenials.Asked;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ShadowDenialsTest {

    private static final Asked WRITE = new Asked("User:app", "WRITE", "TOPIC", "orders");

    private final AtomicLong nowMs = new AtomicLong(1_000);
    private final ShadowDenials denials = new ShadowDenials(nowMs::get);

    @Test
    void requestsAreCounted() {
        denials.add(WRITE, () -> true);
        nowMs.set(2_000);
        denials.add(WRITE, () -> true);

        assertThat(denials.current())
                .containsExactly(new Denial("User:app", "WRITE", "TOPIC", "orders", 2, 1_000, 2_000));
    }

    @Test
    void whatIsAllowedNowIsForgotten() {
        AtomicBoolean denied = new AtomicBoolean(true);
        denials.add(WRITE, denied::get);
        assertThat(denials.current()).hasSize(1);

        denied.set(false);

        assertThat(denials.current()).isEmpty();
    }

    @Test
    void whatNobodyAsksForAnyMoreIsForgottenAfterADay() {
        denials.add(WRITE, () -> true);
        nowMs.addAndGet(Duration.ofDays(1).toMillis() - 1);
        assertThat(denials.current()).hasSize(1);

        nowMs.incrementAndGet();

        assertThat(denials.current()).isEmpty();
    }

    @Test
    void clientsThatMakeUpNamesTakeNoMemoryWithoutEnd() {
        denials.add(WRITE, () -> true);
        for (int i = 0; i < 2 * ShadowDenials.KEPT_MAX; i++) {
            denials.add(new Asked("User:app", "READ", "GROUP", "g" + i), () -> true);
        }
        denials.add(WRITE, () -> true);

        assertThat(denials.current())
                .hasSize(ShadowDenials.KEPT_MAX)
                .contains(new Denial("User:app", "WRITE", "TOPIC", "orders", 2, 1_000, 1_000));
    }
}
