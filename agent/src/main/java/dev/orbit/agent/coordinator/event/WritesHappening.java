// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.event;

import dev.orbit.agent.state.UnproxiedWrites;
import dev.orbit.schemas.Diagnostic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** That writes to a source begin which should not be, and that they end. Pure. */
final class WritesHappening {

    private WritesHappening() {}

    /** @param is null: the topic's producers are not proxied any more */
    static List<Happening> between(@Nullable UnproxiedWrites was, @Nullable UnproxiedWrites is) {
        boolean before = was != null && was.isGoingOn();
        boolean now = is != null && is.isGoingOn();
        if (now && !before) {
            return List.of(Happening.of(
                    Diagnostic.UNPROXIED_SOURCE_WRITES,
                    "somebody writes to the source directly; " + is.records() + " records so far"));
        }
        if (before && !now) {
            return List.of(Happening.of(
                    Diagnostic.UNPROXIED_SOURCE_WRITES + "_ended",
                    "nobody does any more; " + was.records() + " records were recorded"));
        }
        return List.of();
    }
}
