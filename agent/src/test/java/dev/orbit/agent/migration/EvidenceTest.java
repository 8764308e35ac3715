// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.state.Migration.CatchingUp;
import dev.orbit.agent.state.Migration.Stopping;
import dev.orbit.agent.state.MirrorStop;
import dev.orbit.agent.state.States;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvidenceTest {

    private static final int ATTEMPT = 4;

    private static Evidence reported(int stoppedAttempt) {
        return new Evidence(
                List.of(Optional.of(Evidences.partition(0, 0L, 10, 10, 10, stoppedAttempt, null))),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** What a leader told of a stop is no word on the next one of the attempt: its mirror ran in between, and may run still. */
    @Test
    void whatStoppedOnceHasNotStoppedOnceMore() {
        Stopping first = new CatchingUp(States.attempt(ATTEMPT))
                .toClosing()
                .toDraining(List.of(10L))
                .toStopping();
        Stopping second = first.toDraining(List.of(11L)).toStopping();

        assertThat(reported(ATTEMPT).allStopped(first.stop())).isTrue();
        assertThat(reported(ATTEMPT).allStopped(second.stop())).isFalse();
    }

    @Test
    void nothingHasStoppedThatWasNotToldTo() {
        assertThat(reported(0).allStopped(MirrorStop.NONE)).isFalse();
    }
}
