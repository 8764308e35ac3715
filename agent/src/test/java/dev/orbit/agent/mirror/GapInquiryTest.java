// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GapInquiryTest {

    private final GapInquiry inquiry = new GapInquiry();

    @Test
    void asksLessAndLessOftenWhileTheMirrorStandsWhereItStands() {
        List<Long> askedAtMs = new ArrayList<>();
        for (long nowMs = 0; nowMs <= 120_000; nowMs += 100) {
            if (inquiry.isDue(7, TimeUnit.MILLISECONDS.toNanos(nowMs))) {
                askedAtMs.add(nowMs);
            }
        }

        assertThat(askedAtMs).containsExactly(0L, 500L, 1_500L, 3_500L, 7_500L, 15_500L, 31_500L, 61_500L, 91_500L);
    }

    @Test
    void asksAtOnceWhereTheMirrorHasMovedOn() {
        assertThat(inquiry.isDue(7, 0)).isTrue();
        assertThat(inquiry.isDue(7, 1)).isFalse();

        assertThat(inquiry.isDue(8, 2)).isTrue();
        assertThat(inquiry.isDue(8, 3)).isFalse();
    }
}
