// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import dev.orbit.schemas.TopicEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one mirror topic, the last of it. Kept when the topic is forgotten: why it is gone is among it.
 *
 * @param topic name at the destination
 * @param events by their numbers
 */
public record TopicEvents(String topic, List<TopicEvent> events) {

    private static final int KEPT = 20;

    public TopicEvents {
        events = List.copyOf(events);
    }

    public static TopicEvents none(String topic) {
        return new TopicEvents(topic, List.of());
    }

    /** With one more, and without the oldest where there are too many. */
    public TopicEvents with(
            String link, String time, String event, @Nullable Integer attempt, @Nullable String detail) {
        long number = events.isEmpty() ? 1 : events.get(events.size() - 1).number() + 1;
        List<TopicEvent> all = new ArrayList<>(events);
        all.add(new TopicEvent(link, topic, number, time, event, attempt, detail));
        return new TopicEvents(topic, all.subList(Math.max(0, all.size() - KEPT), all.size()));
    }
}
