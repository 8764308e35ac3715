// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import dev.orbit.schemas.TopicEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one mirror topic, the last of it. Kept for some days when the topic is forgotten: why it is
 * gone is among it.
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
        return with(events, new TopicEvent(link, topic, nextNumber(), time, event, attempt, detail));
    }

    /**
     * The same, but in the place of the last where that is of this kind too: what goes on for long must not push out all
     * that was before. It has a number of its own, by which whoever saw the last sees that there is more.
     */
    public TopicEvents withAgain(
            String link, String time, String event, @Nullable Integer attempt, @Nullable String detail) {
        int last = events.size() - 1;
        boolean isLike = last >= 0
                && events.get(last).event().equals(event)
                && Objects.equals(events.get(last).attempt(), attempt);
        return with(
                isLike ? events.subList(0, last) : events,
                new TopicEvent(link, topic, nextNumber(), time, event, attempt, detail));
    }

    private long nextNumber() {
        return events.isEmpty() ? 1 : events.get(events.size() - 1).number() + 1;
    }

    private TopicEvents with(List<TopicEvent> before, TopicEvent event) {
        List<TopicEvent> all = new ArrayList<>(before);
        all.add(event);
        return new TopicEvents(topic, all.subList(Math.max(0, all.size() - KEPT), all.size()));
    }
}
