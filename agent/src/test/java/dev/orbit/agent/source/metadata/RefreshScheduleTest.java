// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RefreshScheduleTest {

    private static final long START = 1_000_000_000_000L;

    @Test
    void asksAtOnceThenPeriodically() {
        RefreshSchedule schedule = RefreshSchedule.start(START);
        assertThat(schedule.dueNanos(false)).isEqualTo(START);

        schedule = schedule.answered(true, START);

        assertThat(schedule.dueNanos(false)).isEqualTo(START + TimeUnit.SECONDS.toNanos(30));
        assertThat(schedule.dueNanos(true)).isEqualTo(START + ms(100));
    }

    @Test
    void anUnchangedAnswerIsAskedForLessAndLessOften() {
        RefreshSchedule schedule = RefreshSchedule.start(START).answered(true, START);
        long nowNanos = START;
        for (long pauseMs : new long[] {200, 400, 800, 1000, 1000}) {
            nowNanos = schedule.dueNanos(true);
            schedule = schedule.answered(false, nowNanos);
            assertThat(schedule.dueNanos(true) - nowNanos).isEqualTo(ms(pauseMs));
        }
        assertThat(schedule.answered(true, nowNanos).dueNanos(true) - nowNanos).isEqualTo(ms(100));
        long later = nowNanos + TimeUnit.SECONDS.toNanos(30);
        assertThat(schedule.answered(false, later).dueNanos(true) - later).isEqualTo(ms(100));
    }

    @Test
    void anUnansweredQuestionIsRepeated() {
        RefreshSchedule schedule = RefreshSchedule.start(START).answered(false, START);
        long nowNanos = START;
        for (long pauseMs : new long[] {100, 200, 400, 800, 1600, 2000, 2000}) {
            schedule = schedule.unanswered(nowNanos);
            assertThat(schedule.dueNanos(false) - nowNanos).isEqualTo(ms(pauseMs));
            nowNanos = schedule.dueNanos(false);
        }
        assertThat(schedule.answered(false, nowNanos).dueNanos(true) - nowNanos).isEqualTo(ms(100));
    }

    private static long ms(long ms) {
        return TimeUnit.MILLISECONDS.toNanos(ms);
    }
}
