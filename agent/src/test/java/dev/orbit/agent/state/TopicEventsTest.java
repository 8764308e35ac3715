// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TopicEventsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00.000Z");

    private TopicEvents events = TopicEvents.none("orders");

    private void add(int count, Duration apart, String detail) {
        for (int i = 0; i < count; i++) {
            Instant time = START.plus(apart.multipliedBy(i));
            events = events.with("default", time.toString(), "draining", 1, detail);
        }
    }

    private void assertKept(int count, int total) {
        assertThat(events.events()).hasSize(count);
        assertThat(events.events().get(0).number()).isEqualTo(total - count + 1);
        assertThat(events.events().get(count - 1).number()).isEqualTo(total);
    }

    /** A topic that keeps rolling back tells of its earlier attempts too. */
    @Test
    void thoseOfSevenDaysAreKept() {
        add(35, Duration.ofHours(1), "timed out");

        assertKept(35, 35);
    }

    @Test
    void olderOnesAreDroppedButForTheLastTwenty() {
        add(60, Duration.ofHours(6), "");
        assertKept(29, 60);

        events = TopicEvents.none("orders");
        add(60, Duration.ofDays(1), "");
        assertKept(20, 60);
    }

    /** Those of thousands of topics may be one write. */
    @Test
    void longOnesAreDroppedSoonerButForTheLastTwenty() {
        add(200, Duration.ofMinutes(1), "");
        assertKept(40, 200);

        events = TopicEvents.none("orders");
        add(60, Duration.ofMinutes(1), "x".repeat(1_000));
        assertKept(20, 60);
    }
}
