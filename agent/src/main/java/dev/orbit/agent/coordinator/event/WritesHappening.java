// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.event;

import dev.orbit.agent.state.StrayWrites;
import dev.orbit.agent.state.UnproxiedWrites;
import dev.orbit.schemas.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** That writes to a source begin which should not be, and that they end. Pure. */
final class WritesHappening {

    private WritesHappening() {}

    /** @param is null: the topic's producers are not proxied any more */
    static List<Happening> between(@Nullable UnproxiedWrites was, @Nullable UnproxiedWrites is) {
        if (is != null && is.isGoingOn() && (was == null || !was.isGoingOn())) {
            return List.of(Happening.of(
                    Diagnostic.UNPROXIED_SOURCE_WRITES,
                    "somebody writes to the source directly; " + is.records() + " records so far"));
        }
        if (was != null && was.isGoingOn() && (is == null || !is.isGoingOn())) {
            return List.of(Happening.of(
                    Diagnostic.UNPROXIED_SOURCE_WRITES + "_ended",
                    "nobody does any more; " + was.records() + " records were recorded"));
        }
        return List.of();
    }

    /** @param is null: the topic is forgotten */
    static List<Happening> between(@Nullable StrayWrites was, @Nullable StrayWrites is) {
        List<Happening> found = new ArrayList<>();
        if (is != null && is.recognised() > 0 && (was == null || was.recognised() == 0)) {
            found.add(Happening.of(
                    "retries_recognised",
                    is.recognised()
                            + " records at the source are in the topic itself: their answers were lost before the"
                            + " cutover, and their producers tried again after it"));
        }
        if (is != null && is.isGoingOn() && (was == null || !was.isGoingOn())) {
            found.add(Happening.of(
                    Diagnostic.POST_MIGRATION_SOURCE_WRITES,
                    "somebody writes to the source; it is copied into " + is.strayTopic()));
        }
        if (is != null && is.lost() > (was == null ? 0 : was.lost())) {
            found.add(Happening.of(
                    "strays_lost", "the source deleted " + is.lost() + " offsets in all before they were copied"));
        }
        if (was != null && was.isGoingOn() && (is == null || !is.isGoingOn())) {
            found.add(Happening.of(
                    Diagnostic.POST_MIGRATION_SOURCE_WRITES + "_ended",
                    "nobody does any more, or it is not looked at any more; " + was.records()
                            + " records were found; what was copied is in " + was.strayTopic()));
        }
        return found;
    }
}
