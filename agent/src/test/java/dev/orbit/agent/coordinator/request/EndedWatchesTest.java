// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.StateRecord.Kind;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.Problem;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EndedWatchesTest {

    private static final long COMPLETED_MS = 1_000_000;

    private static final StateImage MOVED = States.image(
            StateRecord.of(States.link("default")),
            StateRecord.of(States.link("other")),
            StateRecord.of(States.topic("default", "orders", 1, new Migration.Proxy())
                    .withOutcome(new Migration.Complete(List.of(10L), COMPLETED_MS), "complete", null)));

    private static StateImage without(String link) {
        return MOVED.apply(List.of(StateRecord.removal(Kind.LINK, link)), MOVED.endOffset() + 1);
    }

    @Test
    void aLinkThatGoesEndsTheWatchOfItsTopics() {
        assertThat(EndedWatches.warnings(MOVED, without("default"), COMPLETED_MS + 1))
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.code()).isEqualTo("source_watch_ended");
                    assertThat(warning.message()).contains("topic orders", "link default");
                });
    }

    @Test
    void whereNothingIsWatchedNothingEnds() {
        assertThat(EndedWatches.warnings(MOVED, without("other"), COMPLETED_MS + 1))
                .isEmpty();
        assertThat(EndedWatches.warnings(MOVED, MOVED, COMPLETED_MS + 1)).isEmpty();
        assertThat(EndedWatches.warnings(MOVED, without("default"), COMPLETED_MS + TimeUnit.DAYS.toMillis(7)))
                .extracting(Problem::code)
                .isEmpty();
    }
}
