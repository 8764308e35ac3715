// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.Migration.CatchingUp;
import dev.orbit.agent.state.Migration.Draining;
import dev.orbit.agent.state.Migration.Migrating;
import dev.orbit.agent.state.States;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A source that parts from the mirror, and has not said yet whether it lost records; both end at offset 10. */
class DisputedMirrorTest {

    private static final int ATTEMPT = 2;
    private static final CatchingUp CATCHING_UP = new CatchingUp(States.attempt(ATTEMPT));
    private static final Draining DRAINING = CATCHING_UP.toClosing().toDraining(List.of(10L));

    private static Evidence evidence(int stoppedAttempt, boolean isDisputed) {
        PartitionEvidence at = Evidences.partition(0, 0L, 10, 10, 10, stoppedAttempt, null);
        return new Evidence(
                List.of(Optional.of(isDisputed ? Evidences.disputed(at) : at)),
                Optional.of(Map.of()),
                Optional.of(List.of(new SourceEnd(10, 10, 10))),
                Optional.empty());
    }

    private static Optional<Migration> next(Migrating from, int stoppedAttempt, boolean isDisputed) {
        return MigrationSteps.next(from, evidence(stoppedAttempt, isDisputed), 0);
    }

    /** Below one offset both may hold other records. */
    @Test
    void isNotCutOver() {
        assertThat(next(CATCHING_UP, 0, false)).isPresent();
        assertThat(next(CATCHING_UP, 0, true)).isEmpty();
        assertThat(next(DRAINING, 0, false)).isPresent();
        assertThat(next(DRAINING, 0, true)).isEmpty();
        assertThat(next(DRAINING.toStopping(), ATTEMPT, false)).isPresent();
        assertThat(next(DRAINING.toStopping(), ATTEMPT, true)).isEmpty();
    }

    /** A mirror that has stopped asks nothing any more: its producers would wait for the deadline. */
    @Test
    void goesBackAtOnceWhereItHasStopped() {
        assertThat(MigrationSteps.hopeless(DRAINING.toStopping(), evidence(ATTEMPT, true)))
                .hasValueSatisfying(reason -> assertThat(reason).contains("partition 0 parts from the source at 10"));
        assertThat(MigrationSteps.hopeless(DRAINING.toStopping(), evidence(ATTEMPT, false)))
                .isEmpty();
        assertThat(MigrationSteps.hopeless(DRAINING.toStopping(), evidence(0, true)))
                .isEmpty();
    }

    @Test
    void isNamedWhereTheAttemptRunsOutOfTime() {
        assertThat(MigrationSteps.waitingFor(CATCHING_UP, evidence(0, true))).contains("parts from the source at 10");
        assertThat(MigrationSteps.waitingFor(DRAINING, evidence(0, true)))
                .isEqualTo(
                        "partition 0 parts from the source at 10 or before, and the source has not said yet whether it"
                                + " lost records");
    }
}
