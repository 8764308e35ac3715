// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import dev.orbit.schemas.TopicEvent;
import java.time.Duration;
import java.time.Instant;
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

    /** For how long they are told of. */
    public static final Duration KEPT_FOR = Duration.ofDays(7);

    /** However old, and however long. */
    private static final int KEPT_MIN = 20;

    /** Beyond the least: the events of thousands of topics may be one write, as they change together. */
    private static final int KEPT_CHARACTERS_MAX = 6_000;

    /** What a record has of each event beside its detail, about. */
    private static final int CHARACTERS_EACH = 150;

    public TopicEvents {
        events = List.copyOf(events);
    }

    public static TopicEvents none(String topic) {
        return new TopicEvents(topic, List.of());
    }

    /** With one more, and without the oldest that are over or too many. */
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
        return new TopicEvents(topic, all.subList(firstKept(all), all.size()));
    }

    private static int firstKept(List<TopicEvent> all) {
        Instant since = Instant.parse(all.get(all.size() - 1).time()).minus(KEPT_FOR);
        int first = all.size();
        int characters = 0;
        while (first > 0) {
            TopicEvent next = all.get(first - 1);
            characters +=
                    CHARACTERS_EACH + (next.detail() == null ? 0 : next.detail().length());
            boolean isEnough = all.size() - first >= KEPT_MIN;
            if (isEnough
                    && (characters > KEPT_CHARACTERS_MAX
                            || Instant.parse(next.time()).isBefore(since))) {
                return first;
            }
            first--;
        }
        return first;
    }
}
