// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RememberedTest {

    private long nowNanos;
    private int asked;
    private boolean fails;
    private final Remembered<Integer> remembered = new Remembered<>(this::ask, () -> nowNanos);

    private int ask() {
        asked++;
        if (fails) {
            throw new IllegalStateException("attempt " + asked);
        }
        return asked;
    }

    @Test
    void anAnswerServesEverybodyUntilItIsForgotten() {
        assertThat(remembered.get()).isEqualTo(1);
        assertThat(remembered.get()).isEqualTo(1);

        assertThat(remembered.fresh()).isEqualTo(2);
        assertThat(remembered.get()).isEqualTo(2);
        remembered.forget();
        assertThat(remembered.get()).isEqualTo(3);
    }

    @Test
    void aFailureServesThoseWhoComeWithinSeconds() {
        fails = true;
        assertThatThrownBy(remembered::get).hasMessage("attempt 1");
        nowNanos += TimeUnit.SECONDS.toNanos(4);

        assertThatThrownBy(remembered::get).hasMessage("attempt 1");
        assertThatThrownBy(remembered::fresh).hasMessage("attempt 1");

        nowNanos += TimeUnit.SECONDS.toNanos(2);
        assertThatThrownBy(remembered::fresh).hasMessage("attempt 2");
        fails = false;
        remembered.forget();
        assertThat(remembered.get()).isEqualTo(3);
    }
}
