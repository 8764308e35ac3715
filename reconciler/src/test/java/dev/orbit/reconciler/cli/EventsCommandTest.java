// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.reconciler.client.AgentException;
import dev.orbit.schemas.EventsResponse;
import dev.orbit.schemas.Json;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
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

    @Test
    void theAgentsAreAskedForTheTopicsAlone() {
        assertThat(orbit.run("events", "--topic", "orders", "a&b +%c")).isZero();

        assertThat(orbit.agents.eventsAsked()).containsExactly("[orders, a&b +%c] null");
    }

    /** Before the looks with these numbers, from 1, this happens. */
    private void beforeLook(Map<Integer, Runnable> hooks) {
        AtomicInteger look = new AtomicInteger();
        orbit.agents.beforeEachEvents(
                () -> hooks.getOrDefault(look.incrementAndGet(), () -> {}).run());
    }

    @Test
    void followsUntilInterruptedAndPrintsEachEventOnce() {
        TopicEvent first = event("eu", "orders", "enabled", null);
        TopicEvent second = event("eu", "orders", "aborted", 2);
        orbit.agents.showEvents(first);
        beforeLook(Map.of(3, () -> orbit.agents.showEvents(first, event("us", "x", "enabled", null), second)));
        orbit.pausesLeft = 3;

        assertThat(orbit.run("events", "--follow", "--link", "eu")).isZero();
        assertThat(orbit.out()).isEqualTo("""
                2026-01-02T03:04:05.006Z  orders  enabled
                2026-01-02T03:04:05.006Z  orders  aborted  attempt 2: why
                """);
        assertThat(orbit.agents.eventsAsked()).containsExactly("[] null", "[] 1000", "[] 1000", "[] 1000");
    }

    @Test
    void followsOnOverAgentsThatDoNotAnswerForAWhile() throws IOException {
        orbit.agents.showEvents(event("eu", "orders", "enabled", null));
        Runnable broken = () -> {
            throw new AgentException(500, List.of(new Problem("broken", "It broke.", null, "Wait.")));
        };
        beforeLook(Map.of(1, broken, 2, broken));
        orbit.pausesLeft = 3;

        assertThat(orbit.run("events", "--follow", "--json")).isZero();
        List<String> lines = orbit.out().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).startsWith("{\"errors\":[{\"code\":\"broken\"");
        assertThat(Json.MAPPER.readValue(lines.get(1), TopicEvent.class))
                .isEqualTo(event("eu", "orders", "enabled", null));
    }

    /** More happened than one look takes in: as after a long silence. */
    @Test
    void followsOnWithoutAGap() {
        TopicEvent[] few =
                IntStream.range(0, 2).mapToObj(EventsCommandTest::numbered).toArray(TopicEvent[]::new);
        TopicEvent[] many =
                IntStream.range(0, 2_000).mapToObj(EventsCommandTest::numbered).toArray(TopicEvent[]::new);
        orbit.agents.showEvents(few);
        beforeLook(Map.of(2, () -> orbit.agents.showEvents(many)));
        orbit.pausesLeft = 2;

        assertThat(orbit.run("events", "--follow")).isZero();
        assertThat(orbit.out().lines()).hasSize(2_000).doesNotHaveDuplicates();
        assertThat(orbit.agents.eventsAsked()).containsExactly("[] null", "[] 1000", "[] null", "[] 1000");
    }

    /** The clock of the agent that coordinates by now may be behind the one's that did before. */
    @Test
    void printsAnEventThatIsNewAndOfEarlier() {
        orbit.agents.showEvents(numbered(5));
        beforeLook(Map.of(2, () -> orbit.agents.showEvents(numbered(3), numbered(5))));
        orbit.pausesLeft = 1;

        assertThat(orbit.run("events", "--follow")).isZero();
        assertThat(orbit.out().lines()).hasSize(2);
    }

    private static TopicEvent numbered(int number) {
        String time = Instant.ofEpochMilli(1_767_000_000_001L + number).toString();
        return new TopicEvent("eu", "t" + number % 100, number, time, "enabled", number, "why");
    }
}
