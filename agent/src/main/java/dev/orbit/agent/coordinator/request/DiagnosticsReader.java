// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.duty.UnproxiedWriters;
import dev.orbit.agent.coordinator.duty.WriteRate;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.UnproxiedWrites;
import dev.orbit.schemas.Diagnostic;
import dev.orbit.schemas.DiagnosticsResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells which topics need somebody's attention, and why. */
public final class DiagnosticsReader {

    private final UnproxiedWriters unproxied;

    public DiagnosticsReader(UnproxiedWriters unproxied) {
        this.unproxied = unproxied;
    }

    public DiagnosticsResponse read(StateImage image, Members members) {
        List<Diagnostic> found = image.unproxied().values().stream()
                .map(writes -> UnproxiedWriters.latest(members, writes))
                .filter(UnproxiedWrites::isGoingOn)
                .map(this::unproxied)
                .toList();
        return new DiagnosticsResponse(found);
    }

    private Diagnostic unproxied(UnproxiedWrites writes) {
        WriteRate.@Nullable Figures figures = unproxied.figures(writes.topic()).orElse(null);
        Long sinceMs = writes.sinceMs();
        return new Diagnostic(
                Diagnostic.UNPROXIED_SOURCE_WRITES,
                writes.link(),
                writes.topic(),
                time(sinceMs == null ? 0 : sinceMs),
                time(writes.lastMs()),
                writes.records(),
                figures == null ? null : figures.recordsPerSecond(),
                figures == null ? null : figures.share(),
                null,
                null,
                "Somebody writes to the source topic directly, past the proxy. These records are mirrored; but a cutover"
                        + " waits for as long as they come, and what is written there after it is not mirrored any"
                        + " more. Point every producer of the topic at the agents.");
    }

    private static String time(long ms) {
        return Instant.ofEpochMilli(ms).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
