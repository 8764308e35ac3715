// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.event;

import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to a topic.
 *
 * @param event the word for it
 * @param attempt the migration attempt it belongs to; null: none
 * @param detail the cause and the figures; null where the word says it all
 * @param again whether it only goes on with what the last event tells, and tells that anew
 */
record Happening(
        String event, @Nullable Integer attempt, @Nullable String detail, boolean again) {

    static Happening of(String event, @Nullable String detail) {
        return of(event, null, detail);
    }

    static Happening of(String event, @Nullable Integer attempt, @Nullable String detail) {
        return new Happening(event, attempt, detail, false);
    }
}
