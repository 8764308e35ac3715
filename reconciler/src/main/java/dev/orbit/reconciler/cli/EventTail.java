// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.reconciler.client.AgentClient;
import dev.orbit.reconciler.client.AgentException;
import dev.orbit.schemas.TopicEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Events, each of them once. Reads all there are at first, and again where more happened than a look takes in. */
final class EventTail {

    /** Events of a look, the newest; and those that are remembered, to know the next ones by. */
    private static final int WINDOW = 1_000;

    private final AgentClient client;
    private final List<String> topics;
    private @Nullable List<TopicEvent> window;

    /** @param topics names at the destination; empty: all */
    EventTail(AgentClient client, List<String> topics) {
        this.client = client;
        this.topics = List.copyOf(topics);
    }

    /**
     * Those that are new, by time.
     *
     * @throws AgentException when they cannot be read; they are among the next ones then
     */
    List<TopicEvent> next() {
        List<TopicEvent> before = window;
        if (before == null || before.isEmpty()) {
            return taken(client.events(topics, null).events());
        }
        Set<TopicEvent> seen = new HashSet<>(before);
        List<TopicEvent> now = client.events(topics, WINDOW).events();
        boolean hasGap = now.size() >= WINDOW && !seen.contains(now.get(0));
        // what is older than all that is remembered was told; while nothing was dropped, all that was told is
        // remembered
        String since = before.size() < WINDOW ? "" : before.get(0).time();
        return (hasGap ? taken(client.events(topics, null).events()) : taken(now))
                .stream()
                        .filter(event -> !seen.contains(event) && event.time().compareTo(since) >= 0)
                        .toList();
    }

    private List<TopicEvent> taken(List<TopicEvent> events) {
        window = List.copyOf(events.subList(Math.max(0, events.size() - WINDOW), events.size()));
        return events;
    }
}
