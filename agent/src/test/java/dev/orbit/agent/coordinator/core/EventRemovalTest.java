// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.coordinator.event.EventLog;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import dev.orbit.agent.state.TopicEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What happened to a topic is kept for as long as the topic, and for seven days more. */
class EventRemovalTest {

    private static final Instant FORGOTTEN = Instant.parse("2026-03-01T10:00:00Z");
    private static final StateRecord EVENTS =
            StateRecord.of(TopicEvents.none("orders").with("default", FORGOTTEN.toString(), "forgotten", null, null));

    private final EventRemoval removal = new EventRemoval();

    @Test
    void removesWhatHappenedToAForgottenTopicAfterSevenDays() {
        StateImage image = States.image(EVENTS);

        assertThat(decide(image, Duration.ofDays(7).minusSeconds(1))).isEmpty();
        List<StateRecord> records = decide(image, Duration.ofDays(7).plusMinutes(2));
        assertThat(image.apply(EventLog.with(image, records, 0), 2).events()).isEmpty();
    }

    @Test
    void keepsWhatHappenedToATopicThatIsRecorded() {
        StateImage image =
                States.image(EVENTS, StateRecord.of(States.topic("default", "orders", 1, new Migration.Reject())));

        assertThat(decide(image, Duration.ofDays(400))).isEmpty();
    }

    @Test
    void removesNotMoreAtOnceThanOneWriteHolds() {
        StateImage image = States.image(IntStream.range(0, 3_000)
                .mapToObj(number -> StateRecord.of(TopicEvents.none("orders-" + number)
                        .with("default", FORGOTTEN.toString(), "forgotten", null, null)))
                .toArray(StateRecord[]::new));

        assertThat(decide(image, Duration.ofDays(8))).hasSize(1_000);
    }

    private List<StateRecord> decide(StateImage image, Duration after) {
        return removal.decide(new Situation(
                image, new Members(1, List.of(), 0), FORGOTTEN.plus(after).toEpochMilli(), 0));
    }
}
