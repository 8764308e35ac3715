// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.Migration.CatchingUp;
import dev.orbit.agent.state.Migration.Complete;
import dev.orbit.agent.state.Migration.Draining;
import dev.orbit.agent.state.Migration.Migrating;
import dev.orbit.agent.state.MirrorStop;
import dev.orbit.agent.state.States;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A source that may part from the mirror: it has not said yet whether it lost records. Both end at offset 10. */
class DisputedMirrorTest {

    private static final int ATTEMPT = 2;
    private static final int EPOCH = 4;
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

    /** What the mirror heard last, and whose word the source's end is. */
    private static Evidence heard(int stoppedAttempt, @Nullable Integer heardEpoch, int endEpoch) {
        PartitionEvidence at = Evidences.partition(0, 0L, 10, 10, 10, stoppedAttempt, null);
        return new Evidence(
                List.of(Optional.of(Evidences.heard(at, heardEpoch))),
                Optional.of(Map.of()),
                Optional.of(List.of(new SourceEnd(10, 10, 10, endEpoch))),
                Optional.empty());
    }

    /** A leader that was elected uncleanly may have grown again by as many records as were lost. */
    @ParameterizedTest
    @ValueSource(ints = {-1, EPOCH - 1, EPOCH + 1})
    void isNotCutOverBeforeItHeardTheLeaderThatSaidWhereTheSourceEnds(int heardEpoch) {
        assertThat(MigrationSteps.next(CATCHING_UP, heard(0, heardEpoch, EPOCH), 0))
                .isEmpty();
        assertThat(MigrationSteps.next(CATCHING_UP.toClosing(), heard(0, heardEpoch, EPOCH), 0))
                .contains(DRAINING);
        assertThat(MigrationSteps.next(DRAINING, heard(0, heardEpoch, EPOCH), 0))
                .isEmpty();
        assertThat(MigrationSteps.next(DRAINING.toStopping(), heard(0, heardEpoch, EPOCH), 0))
                .isEmpty();
    }

    /** Leaders that stay are heard while it drains: it stops once more, and that is the last time. */
    @Test
    void drainsOnceMoreWhereItHasStoppedAndTheSourceHasAnotherLeader() {
        Optional<Migration> back = MigrationSteps.next(DRAINING.toStopping(), heard(ATTEMPT, EPOCH - 1, EPOCH), 0);
        assertThat(back).contains(new Draining(States.attempt(ATTEMPT), List.of(10L), 0, 1));
        Draining draining = (Draining) back.get();
        assertThat(MigrationSteps.writersPastTheProxy(draining)).isEmpty();
        assertThat(MigrationSteps.next(draining, heard(0, EPOCH - 1, EPOCH), 0)).isEmpty();

        Optional<Migration> again = MigrationSteps.next(draining, heard(0, EPOCH, EPOCH), 0);
        assertThat(again).contains(draining.toStopping());
        assertThat(draining.toStopping().stop()).isEqualTo(new MirrorStop(ATTEMPT, 1));
    }

    /** A mirror that stops as soon as it is led asks the source nothing. */
    @Test
    void drainsOnceMoreWhereItsLeaderHasHeardNothingSinceItLeads() {
        assertThat(MigrationSteps.next(DRAINING.toStopping(), heard(ATTEMPT, -1, EPOCH), 0))
                .contains(new Draining(States.attempt(ATTEMPT), List.of(10L), 0, 1));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {"4, 4", "null, 4", "-1, -1", "3, -1"})
    void isCutOverOnceItHasHeardItOrNobodyCanTell(@Nullable Integer heardEpoch, int endEpoch) {
        assertThat(MigrationSteps.next(CATCHING_UP, heard(0, heardEpoch, endEpoch), 0))
                .contains(CATCHING_UP.toClosing());
        assertThat(MigrationSteps.next(CATCHING_UP.toClosing(), heard(0, heardEpoch, endEpoch), 0))
                .contains(DRAINING.toStopping());
        assertThat(MigrationSteps.next(DRAINING, heard(0, heardEpoch, endEpoch), 0))
                .contains(DRAINING.toStopping());
        assertThat(MigrationSteps.next(DRAINING.toStopping(), heard(ATTEMPT, heardEpoch, endEpoch), 0))
                .containsInstanceOf(Complete.class);
    }

    @Test
    void saysWhichLeaderItHasNotHeard() {
        String unheard = "partition 0's mirror has not heard the source's leader of epoch 4 yet";

        assertThat(MigrationSteps.waitingFor(CATCHING_UP, heard(0, EPOCH - 1, EPOCH)))
                .isEqualTo(unheard);
        assertThat(MigrationSteps.waitingFor(DRAINING, heard(0, EPOCH - 1, EPOCH)))
                .isEqualTo(unheard);
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
