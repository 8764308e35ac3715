// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.text;

import dev.orbit.schemas.TopicEvent;
import java.util.List;

/** Events as people read them. */
public final class EventsText {

    private EventsText() {}

    /** A line for each. */
    public static String of(List<TopicEvent> events) {
        if (events.isEmpty()) {
            return "Nothing has happened yet.\n";
        }
        Table table = new Table("").row("TIME", "TOPIC", "EVENT", "ATTEMPT", "DETAIL");
        events.forEach(event -> table.row(
                event.time(),
                event.topic(),
                event.event(),
                event.attempt() == null ? "-" : event.attempt().toString(),
                event.detail() == null ? "-" : event.detail()));
        return table.render();
    }

    /** One alone, as a line of its own. */
    public static String line(TopicEvent event) {
        String attempt = event.attempt() == null ? "" : "  attempt " + event.attempt();
        String detail = event.detail() == null ? "" : (attempt.isEmpty() ? "  " : ": ") + event.detail();
        return event.time() + "  " + event.topic() + "  " + event.event() + attempt + detail + "\n";
    }
}
