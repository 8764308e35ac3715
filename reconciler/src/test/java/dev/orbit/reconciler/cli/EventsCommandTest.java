// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.EventsResponse;
import dev.orbit.schemas.Json;
import dev.orbit.schemas.TopicEvent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EventsCommandTest {

    @RegisterExtension
    final CommandHarness orbit = new CommandHarness();

    private static TopicEvent event(String link, String topic, String event, @Nullable Integer attempt) {
        return new TopicEvent(
                link, topic, 1, "2026-01-02T03:04:05.006Z", event, attempt, attempt == null ? null : "why");
    }

    @Test
    void eventsAreALineEach() {
        orbit.agents.showEvents(event("eu", "orders", "aborted", 2), event("eu", "payments", "stale", null));

        assertThat(orbit.run("events")).isZero();
        assertThat(orbit.out()).isEqualTo("""
                TIME                      TOPIC     EVENT    ATTEMPT  DETAIL
                2026-01-02T03:04:05.006Z  orders    aborted  2        why
                2026-01-02T03:04:05.006Z  payments  stale    -        -
                """);
    }

    @Test
    void eventsOfSomeTopicsOrOneLink() throws IOException {
        orbit.agents.showEvents(
                event("eu", "orders", "aborted", 2),
                event("us", "orders", "enabled", null),
                event("us", "x", "y", null));

        assertThat(orbit.run("events", "--json", "--topic", "orders", "--link", "us"))
                .isZero();
        assertThat(Json.MAPPER.readValue(orbit.out(), EventsResponse.class).events())
                .containsExactly(event("us", "orders", "enabled", null));
    }

    @Test
    void noEvents() {
        assertThat(orbit.run("events")).isZero();
        assertThat(orbit.out()).isEqualTo("Nothing has happened yet.\n");
    }
}
