// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.state.TopicEvents;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicEvent;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which events are asked for. Pure.
 *
 * @param topics names at the destination; empty: all
 * @param limit at most so many, the newest
 */
record EventsQuery(Set<String> topics, int limit) {

    private static final int BAD_REQUEST = 400;

    EventsQuery {
        topics = Set.copyOf(topics);
    }

    /**
     * Reads what stands behind the path.
     *
     * @param query still encoded; null: nothing
     * @throws RefusedException if it has another parameter, or a limit that is none
     */
    static EventsQuery of(@Nullable String query) {
        Set<String> topics = new HashSet<>();
        int limit = Integer.MAX_VALUE;
        for (String parameter : query == null || query.isEmpty() ? new String[0] : query.split("&")) {
            String[] parts = parameter.split("=", 2);
            String name = decoded(parts[0]);
            String value = parts.length == 1 ? "" : decoded(parts[1]);
            switch (name) {
                case "topic" -> topics.add(value);
                case "limit" -> limit = limit(value);
                default ->
                    throw refused(
                            "unknown_parameter", "there is no parameter " + name + ".", name, "Use topic and limit.");
            }
        }
        return new EventsQuery(topics, limit);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw refused(
                    "malformed_request", "the query cannot be decoded: " + text + ".", null, "Percent-encode it.");
        }
    }

    private static int limit(String value) {
        try {
            int limit = Integer.parseInt(value);
            if (limit >= 1) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // refused below, as what is too small
        }
        throw refused("invalid_limit", "limit is " + value + ".", "limit", "Give a whole number from 1 on.");
    }

    private static RefusedException refused(String code, String message, @Nullable String field, String remedy) {
        return new RefusedException(BAD_REQUEST, new Problem(code, message, field, remedy));
    }

    /** Those events, by time. */
    List<TopicEvent> select(Map<String, TopicEvents> events) {
        List<TopicEvent> all = events.values().stream()
                .filter(topic -> topics.isEmpty() || topics.contains(topic.topic()))
                .flatMap(topic -> topic.events().stream())
                .sorted(Comparator.comparing(TopicEvent::time)
                        .thenComparing(TopicEvent::topic)
                        .thenComparing(TopicEvent::number))
                .toList();
        return all.subList(Math.max(0, all.size() - limit), all.size());
    }
}
