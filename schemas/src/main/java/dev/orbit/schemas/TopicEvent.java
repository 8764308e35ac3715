// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a mirror topic.
 *
 * @param topic name at the destination
 * @param number counts the events of the topic, from 1
 * @param time when it was decided, in RFC 3339, to the millisecond, in UTC
 * @param event what happened, in a word of {@code schemas/openapi.yaml}
 * @param attempt the migration attempt it belongs to; null: none
 * @param detail the cause and the figures, for people; null where the word says it all
 */
public record TopicEvent(
        String link,
        String topic,
        long number,
        String time,
        String event,
        @Nullable Integer attempt,
        @Nullable String detail) {}
