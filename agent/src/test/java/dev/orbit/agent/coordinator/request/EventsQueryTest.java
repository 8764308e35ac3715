// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.orbit.agent.state.TopicEvents;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicEvent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventsQueryTest {

    private static final Map<String, TopicEvents> EVENTS = Map.of(
            "a", topic("a", "2026-01-01T00:00:01Z", "2026-01-01T00:00:04Z"),
            "b+c", topic("b+c", "2026-01-01T00:00:02Z"),
            "d", topic("d", "2026-01-01T00:00:03Z"));

    private static TopicEvents topic(String topic, String... times) {
        TopicEvents events = TopicEvents.none(topic);
        for (String time : times) {
            events = events.with("eu", time, "enabled", null, null);
        }
        return events;
    }

    private static List<String> selected(@Nullable String query) {
        return EventsQuery.of(query).select(EVENTS).stream()
                .map(TopicEvent::topic)
                .toList();
    }

    @Test
    void allByTimeWhereNothingIsAsked() {
        assertThat(selected(null)).containsExactly("a", "b+c", "d", "a");
        assertThat(selected("")).hasSize(4);
    }

    @Test
    void ofTheTopicsThatAreNamed() {
        assertThat(selected("topic=d&topic=b%2Bc&topic=unknown")).containsExactly("b+c", "d");
        assertThat(selected("topic=unknown")).isEmpty();
    }

    @Test
    void theNewestOfThem() {
        assertThat(selected("limit=2")).containsExactly("d", "a");
        assertThat(selected("limit=1&topic=b%2Bc&topic=d")).containsExactly("d");
        assertThat(selected("limit=2147483647")).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, invalid_limit",
        "limit=-1, invalid_limit",
        "limit=many, invalid_limit",
        "limit, invalid_limit",
        "topics=a, unknown_parameter",
        "topic=%zz, malformed_request"
    })
    void whatCannotBeMeantIsRefused(String query, String code) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> EventsQuery.of(query));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.problems()).extracting(Problem::code).containsExactly(code);
    }
}
