// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.state.LastSeen;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.Migration.CuttingOff;
import dev.orbit.agent.state.Migration.EndingTransactions;
import dev.orbit.agent.state.Migration.FailingOver;
import dev.orbit.agent.state.MirrorStop;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FailoverStepsTest {

    private static final long IN_TIME = 2_000;
    private static final long TOO_LATE = 301_000;
    private static final FailingOver FAILING_OVER = new FailingOver(States.attempt(1));
    private static final List<LastSeen> HEARD = List.of(new LastSeen(12L, 900L, null), new LastSeen(null, null, null));
    private static final CuttingOff CUTTING_OFF =
            FAILING_OVER.toCuttingOff(List.of(new LastSeen(12L, 900L, 9L), LastSeen.NOTHING));
    private static final EndingTransactions ENDING = CUTTING_OFF.toEndingTransactions(List.of(10L, 5L));

    private static Optional<PartitionEvidence> at(
            long lastStable, long highWatermark, long end, int stoppedAttempt, @Nullable String error) {
        return Optional.of(new PartitionEvidence(
                0, 0L, highWatermark, lastStable, end, new MirrorStop(stoppedAttempt, 0), 7, error, false, null, null));
    }

    private static Optional<PartitionEvidence> stopped(long end) {
        return at(end, end, end, 1, null);
    }

    private static Evidence evidence(
            @Nullable Map<Integer, Long> acknowledged,
            Optional<PartitionEvidence> first,
            Optional<PartitionEvidence> second) {
        return new Evidence(
                List.of(first, second), Optional.ofNullable(acknowledged), Optional.empty(), Optional.empty());
    }

    private static Optional<Migration> next(Migration.Failover from, Evidence evidence) {
        return FailoverSteps.next(from, evidence, HEARD, true, IN_TIME);
    }

    @Test
    void cutsOffOnceEveryGateIsClosedAndRecordsWhatIsKnownOfTheSource() {
        assertThat(next(FAILING_OVER, evidence(null, stopped(10), stopped(5)))).isEmpty();
        assertThat(FailoverSteps.waitingFor(FAILING_OVER, evidence(null, stopped(10), stopped(5)), true))
                .contains("without an outcome");

        assertThat(next(FAILING_OVER, evidence(Map.of(0, 9L), stopped(10), stopped(5))))
                .contains(CUTTING_OFF);
    }

    /** Where leaders or the coordinator have just changed, one may yet mirror what producers were told, and knows more. */
    @Test
    void waitsALittleForALeaderThatHasNotReported() {
        Evidence unreported = evidence(Map.of(1, 6L), stopped(10), Optional.empty());

        assertThat(next(FAILING_OVER, unreported)).isEmpty();
        assertThat(FailoverSteps.waitingFor(FAILING_OVER, unreported, true))
                .isEqualTo("no leader of partitions [1] has reported yet");
        assertThat(FailoverSteps.next(FAILING_OVER, unreported, HEARD, true, TOO_LATE))
                .isPresent();
    }

    /** Nobody reports a mirror whose mapping or link is gone, or that has failed. */
    @Test
    void waitsForNoLeaderOfWhatIsNotMirrored() {
        Evidence unreported = evidence(Map.of(), Optional.empty(), Optional.empty());

        assertThat(next(FAILING_OVER, unreported)).isEmpty();
        assertThat(FailoverSteps.next(FAILING_OVER, unreported, HEARD, false, IN_TIME))
                .isPresent();
    }

    @Test
    void givesASourceThatAnswersALittleTimeForWhatProducersWereTold() {
        Evidence behind = evidence(Map.of(0, 11L), stopped(10), stopped(5));
        Evidence dead = evidence(Map.of(0, 11L), at(10, 10, 10, 0, "nobody answers"), stopped(5));

        assertThat(next(FAILING_OVER, behind)).isEmpty();
        assertThat(FailoverSteps.next(FAILING_OVER, behind, HEARD, true, TOO_LATE))
                .isPresent();
        assertThat(next(FAILING_OVER, dead)).isPresent();
    }

    @Test
    void waitsUntilALeaderThatKnowsTheSourcesEndSaysWhenItHeardIt() {
        Evidence closed = evidence(Map.of(), stopped(10), stopped(5));
        List<LastSeen> untold = List.of(new LastSeen(12L, null, null), LastSeen.NOTHING);

        assertThat(FailoverSteps.next(FAILING_OVER, closed, untold, true, IN_TIME))
                .isEmpty();
        assertThat(FailoverSteps.next(FAILING_OVER, closed, untold, true, TOO_LATE))
                .isPresent();
    }

    @Test
    void takesTheMirrorsEndOnceEveryMirrorHasStoppedAndIsReplicated() {
        assertThat(next(CUTTING_OFF, evidence(Map.of(), stopped(10), Optional.empty())))
                .isEmpty();
        assertThat(next(CUTTING_OFF, evidence(Map.of(), stopped(10), at(5, 5, 5, 0, null))))
                .isEmpty();
        assertThat(next(CUTTING_OFF, evidence(Map.of(), stopped(10), at(4, 4, 5, 1, null))))
                .isEmpty();
        assertThat(FailoverSteps.waitingFor(CUTTING_OFF, evidence(Map.of(), stopped(10), Optional.empty()), true))
                .contains("partitions [1] has stopped");
        assertThat(FailoverSteps.waitingFor(CUTTING_OFF, evidence(Map.of(), stopped(10), at(4, 4, 5, 1, null)), true))
                .contains("too few followers", "[1]");

        assertThat(next(CUTTING_OFF, evidence(Map.of(), at(8, 10, 10, 1, null), stopped(5))))
                .contains(ENDING);
    }

    @Test
    void opensOnceNoTransactionIsOpenAndTellsWhatWasLeftBehind() {
        assertThat(next(ENDING, evidence(Map.of(), at(8, 10, 10, 1, null), stopped(5))))
                .isEmpty();
        assertThat(FailoverSteps.waitingFor(ENDING, evidence(Map.of(), at(8, 10, 10, 1, null), stopped(5)), true))
                .contains("still open in partitions [0]");

        Migration.Complete complete = (Migration.Complete)
                next(ENDING, evidence(Map.of(), stopped(12), stopped(5))).orElseThrow();

        assertThat(complete.finalOffsets()).containsExactly(12L, 5L);
        assertThat(complete.leaderEpochs()).containsExactly(7, 7);
        assertThat(complete.failover())
                .isEqualTo(new Snapshot.Failover(
                        "1970-01-01T00:00:01Z",
                        List.of(
                                new Snapshot.FailoverPartition(0, 10, 2, 12L, "1970-01-01T00:00:00.900Z", 9L, 2L),
                                new Snapshot.FailoverPartition(1, 5, 0, null, null, null, null))));
    }

    @Test
    void putsItIntoWords() {
        assertThat(FailoverReport.text(new Snapshot.Failover(
                        "2026-01-01T00:00:30Z",
                        List.of(
                                new Snapshot.FailoverPartition(0, 10, 2, 12L, "2026-01-01T00:00:00Z", 11L, 2L),
                                new Snapshot.FailoverPartition(1, 5, 1, null, null, 5L, 0L)))))
                .isEqualTo("partition 0 was mirrored up to 10, and the source ended at 12 when it was last heard, 30 s"
                        + " before the failover; producers were told that records up to offset 10 are kept; 2"
                        + " open transactions were aborted; partition 1 was mirrored up to 5, and nobody knows"
                        + " where the source ended; 1 open transaction was aborted");
    }
}
