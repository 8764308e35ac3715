// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import java.util.List;

/**
 * The last events of each mirror topic.
 *
 * @param events by time
 */
public record EventsResponse(List<TopicEvent> events) {

    public EventsResponse {
        events = List.copyOf(events);
    }
}
