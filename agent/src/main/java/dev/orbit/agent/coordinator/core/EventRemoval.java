// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.core;

import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.StateRecord.Kind;
import dev.orbit.agent.state.TopicEvents;
import java.time.Instant;
import java.util.List;

/** Removes what happened to topics that were forgotten some days ago: names come and go, and nobody asks for them again. */
public final class EventRemoval implements Duty {

    /** Between two looks, for what is due by days. */
    private static final long PAUSE_MS = 60_000;

    /** One write has to fit into one batch; the rest follows at once. */
    private static final int REMOVED_MAX = 1_000;

    private long nextLookMs;

    @Override
    public List<StateRecord> decide(Situation situation) {
        if (situation.nowMs() < nextLookMs) {
            return List.of();
        }
        Instant before = Instant.ofEpochMilli(situation.nowMs()).minus(TopicEvents.KEPT_FOR);
        List<StateRecord> due = situation.image().events().values().stream()
                .filter(events -> isOver(situation.image(), events, before))
                .limit(REMOVED_MAX)
                .map(events -> StateRecord.removal(Kind.EVENTS, events.topic()))
                .toList();
        if (due.isEmpty()) {
            nextLookMs = situation.nowMs() + PAUSE_MS;
        }
        return due;
    }

    private static boolean isOver(StateImage image, TopicEvents events, Instant before) {
        return !image.topics().containsKey(events.topic())
                && events.events().stream()
                        .allMatch(event -> Instant.parse(event.time()).isBefore(before));
    }
}
