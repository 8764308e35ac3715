// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FetchSizeTest {

    @Test
    void shrinksWhileAnswersAreSlowAndGrowsBack() {
        FetchSize size = FetchSize.of(100 << 20);
        assertThat(size.answeredAfter(3_000).bytes()).isEqualTo(100 << 20);
        size = size.answeredAfter(15_000);
        assertThat(size.bytes()).isEqualTo(50 << 20);
        size = size.timedOut();
        assertThat(size.bytes()).isEqualTo(25 << 19);
        size = size.answeredAfter(4_000);
        assertThat(size.bytes()).isEqualTo(25 << 19);
        for (int i = 0; i < 4; i++) {
            size = size.answeredAfter(100);
        }
        assertThat(size.bytes()).isEqualTo(100 << 20);
    }

    @Test
    void keepsItsBounds() {
        FetchSize size = FetchSize.of(Integer.MAX_VALUE);
        for (int i = 0; i < 50; i++) {
            size = size.timedOut();
        }
        assertThat(size.bytes()).isEqualTo(64 << 10);
        for (int i = 0; i < 50; i++) {
            size = size.answeredAfter(0);
        }
        assertThat(size.bytes()).isEqualTo(Integer.MAX_VALUE);
        assertThat(FetchSize.of(10).timedOut().bytes()).isEqualTo(10);
    }
}
