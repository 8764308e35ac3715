// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.Migration.CatchingUp;
import dev.orbit.agent.state.Migration.Closing;
import dev.orbit.agent.state.Migration.Complete;
import dev.orbit.agent.state.Migration.Draining;
import dev.orbit.agent.state.Migration.Migrating;
import dev.orbit.agent.state.Migration.Stopping;
import dev.orbit.agent.state.States;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Topics of two partitions in their second attempt; the sources' ends are 10 and 20 where nothing else is said. */
class MigrationStepsTest {

    private static final int ATTEMPT = 2;
    private static final int OTHER_ATTEMPT = 1;
    private static final int NOT_STOPPED = 0;
    private static final long NOW_MS = 5_000;
    private static final List<Long> TARGETS = List.of(10L, 20L);

    private static final CatchingUp CATCHING_UP = new CatchingUp(States.attempt(ATTEMPT));
    private static final Closing CLOSING = CATCHING_UP.toClosing();
    private static final Draining DRAINING = CLOSING.toDraining(TARGETS);
    private static final Stopping STOPPING = DRAINING.toStopping();

    private static final Optional<List<SourceEnd>> ENDS = ends(end(10), end(20));
    private static final Optional<Map<Integer, Long>> NOTHING_ACKNOWLEDGED = Optional.of(Map.of());

    // CATCHING_UP -> CLOSING

    @ParameterizedTest
    @ValueSource(longs = {0, 500, 1_000})
    void closesTheGateWhenEveryPartitionIsNear(long lagMs) {
        assertThat(next(CATCHING_UP, behind(3, lagMs), behind(0, 0L), Optional.empty(), ENDS))
                .contains(CLOSING);
    }

    @Test
    void forwardsAsLongAsOnePartitionIsFar() {
        assertThat(lookedBeforehand(behind(0, 0L), behind(40, 1_001L), ENDS)).isEmpty();
        assertThat(lookedBeforehand(behind(0, 0L), behind(40, null), ENDS)).isEmpty();
        assertThat(lookedBeforehand(behind(0, 0L), null, ENDS)).isEmpty();
    }

    @Test
    void forwardsAsLongAsATransactionIsOpenOrTheSourceDoesNotSay() {
        PartitionEvidence openHere = partition(100, 90, 100, NOT_STOPPED);
        Optional<List<SourceEnd>> openThere = ends(end(10), new SourceEnd(20, 20, 17));

        assertThat(lookedBeforehand(behind(0, 0L), behind(0, 0L), openThere)).isEmpty();
        assertThat(lookedBeforehand(behind(0, 0L), openHere, ENDS)).isEmpty();
        assertThat(lookedBeforehand(behind(0, 0L), behind(0, 0L), Optional.empty()))
                .isEmpty();
    }

    /** The source is asked for its last stable offset last; and what its followers lack is no transaction. */
    @Test
    void takesASourceThatGrowsOrReplicatesForNoTransaction() {
        Optional<List<SourceEnd>> growing = ends(new SourceEnd(10, 12, 15), new SourceEnd(25, 20, 20));

        assertThat(lookedBeforehand(behind(0, 0L), behind(0, 0L), growing)).contains(CLOSING);
    }

    private static Optional<Migration> lookedBeforehand(
            @Nullable PartitionEvidence first, @Nullable PartitionEvidence second, Optional<List<SourceEnd>> ends) {
        return next(CATCHING_UP, first, second, Optional.empty(), ends);
    }

    @Test
    void doesNotCloseTheGateForAMirrorThatStandsStill() {
        PartitionEvidence failed = Evidences.partition(0, 0L, 20, 20, 20, NOT_STOPPED, "the source is away");

        assertThat(lookedBeforehand(behind(0, 0L), failed, ENDS)).isEmpty();
    }

    // hopeless

    @Test
    void givesUpAtOnceWhenTheSourceTopicHasGrown() {
        Evidence grown = evidence(at(10), at(20), NOTHING_ACKNOWLEDGED, ends(end(10), end(20), end(0)));

        assertThat(MigrationSteps.hopeless(CATCHING_UP, grown))
                .hasValueSatisfying(reason -> assertThat(reason).contains("3 partitions now, and 2 are mirrored"));
        assertThat(MigrationSteps.hopeless(CATCHING_UP, evidence(at(10), at(20), NOTHING_ACKNOWLEDGED, ENDS)))
                .isEmpty();
        assertThat(MigrationSteps.hopeless(CATCHING_UP, evidence(at(1), null, Optional.empty(), Optional.empty())))
                .isEmpty();
    }

    @Test
    void saysWhyTheSourceDidNotAnswer() {
        Evidence silent = new Evidence(
                List.of(Optional.of(at(10)), Optional.of(at(20))),
                NOTHING_ACKNOWLEDGED,
                Optional.empty(),
                Optional.of("topic orders was deleted"));

        assertThat(MigrationSteps.waitingFor(CLOSING, silent))
                .isEqualTo("the source did not say where its partitions end: topic orders was deleted");
        assertThat(MigrationSteps.waitingFor(DRAINING, silent)).contains("topic orders was deleted");
    }

    // CLOSING -> DRAINING

    @Test
    void drainsToTheSourcesEndOnceEveryGateIsClosed() {
        assertThat(next(CLOSING, at(1), at(2), NOTHING_ACKNOWLEDGED, ENDS)).contains(CLOSING.toDraining(TARGETS));
    }

    @Test
    void waitsForEveryGateAndForTheSourcesEnd() {
        assertThat(next(CLOSING, at(10), at(20), Optional.empty(), ENDS)).isEmpty();
        assertThat(next(CLOSING, at(10), at(20), NOTHING_ACKNOWLEDGED, Optional.empty()))
                .isEmpty();
    }

    /** Acks 1 is acknowledged before the high watermark passes it. */
    @Test
    void drainsToTheSourcesLogEndAndNotToItsHighWatermark() {
        Optional<List<SourceEnd>> ends = ends(new SourceEnd(14, 10, 10), end(20));

        assertThat(next(CLOSING, at(10), at(20), NOTHING_ACKNOWLEDGED, ends))
                .contains(CLOSING.toDraining(List.of(14L, 20L)));
    }

    /** A high watermark that is known to be higher than what the leader was said to end at. */
    @Test
    void drainsToTheSourcesHighWatermarkWhereThatIsHigher() {
        Optional<List<SourceEnd>> ends = ends(new SourceEnd(10, 13, 10), end(20));

        assertThat(next(CLOSING, at(10), at(20), NOTHING_ACKNOWLEDGED, ends))
                .contains(CLOSING.toDraining(List.of(13L, 20L)));
    }

    /** A source leader that was replaced may have lost what it acknowledged: that must not be passed over. */
    @Test
    void drainsNowhereBelowWhatTheSourceAcknowledged() {
        assertThat(next(CLOSING, at(10), at(20), Optional.of(Map.of(0, 12L, 1, 5L)), ENDS))
                .contains(CLOSING.toDraining(List.of(12L, 20L)));
    }

    // DRAINING -> STOPPING

    @Test
    void stopsTheMirrorsOnceBothSidesEndAtTheTargets() {
        assertThat(next(DRAINING, at(10), at(20), NOTHING_ACKNOWLEDGED, ENDS)).contains(STOPPING);
    }

    @ParameterizedTest
    @CsvSource({
        "9, 9, 9, the mirror is behind",
        "9, 9, 10, the end is not replicated",
        "10, 8, 10, a transaction is open",
        "10, 10, 11, the destination holds more than the source",
        "11, 11, 11, the destination holds more than the source"
    })
    void goesOnDrainingWhileTheDestinationIsNotAtTheTarget(
            long highWatermark, long lastStable, long logEnd, String why) {
        PartitionEvidence local = partition(highWatermark, lastStable, logEnd, NOT_STOPPED);

        assertThat(next(DRAINING, local, at(20), NOTHING_ACKNOWLEDGED, ENDS))
                .as(why)
                .isEmpty();
        assertThat(next(
                        STOPPING,
                        partition(highWatermark, lastStable, logEnd, ATTEMPT),
                        stopped(20),
                        NOTHING_ACKNOWLEDGED,
                        ENDS))
                .as(why)
                .isEmpty();
    }

    @Test
    void goesOnDrainingWhileAPartitionIsNotReported() {
        assertThat(next(DRAINING, null, at(20), NOTHING_ACKNOWLEDGED, ENDS)).isEmpty();
        assertThat(next(DRAINING, at(10), at(20), NOTHING_ACKNOWLEDGED, Optional.empty()))
                .isEmpty();
    }

    @Test
    void goesOnDrainingWhileATransactionIsOpenAtTheSource() {
        Optional<List<SourceEnd>> open = ends(new SourceEnd(10, 10, 7), end(20));

        assertThat(next(DRAINING, at(10), at(20), NOTHING_ACKNOWLEDGED, open)).isEmpty();
        assertThat(next(STOPPING, stopped(10), stopped(20), NOTHING_ACKNOWLEDGED, open))
                .isEmpty();
    }

    /** What the source has acknowledged and lost cannot be drained: nothing is completed over it. */
    @Test
    void neverStopsWhereTheSourceEndsBelowTheTarget() {
        Draining beyond = CLOSING.toDraining(List.of(12L, 20L));

        assertThat(next(beyond, at(10), at(20), NOTHING_ACKNOWLEDGED, ENDS)).isEmpty();
        assertThat(next(beyond, at(12), at(20), NOTHING_ACKNOWLEDGED, ENDS)).isEmpty();
    }

    // the source's end moved

    @Test
    void drainsOnToASourceEndThatMoved() {
        Optional<List<SourceEnd>> moved = ends(end(10), end(23));

        Optional<Migration> once = next(DRAINING, at(10), at(20), NOTHING_ACKNOWLEDGED, moved);

        assertThat(once).contains(new Draining(States.attempt(ATTEMPT), List.of(10L, 23L), 1));
        assertThat(next((Migrating) once.orElseThrow(), at(10), at(23), NOTHING_ACKNOWLEDGED, ends(end(11), end(23))))
                .contains(new Draining(States.attempt(ATTEMPT), List.of(11L, 23L), 2));
    }

    @Test
    void drainsOnWhenTheSourceEndMovedAfterTheMirrorsStopped() {
        assertThat(next(STOPPING, stopped(10), stopped(20), NOTHING_ACKNOWLEDGED, ends(end(12), end(20))))
                .contains(new Draining(States.attempt(ATTEMPT), List.of(12L, 20L), 1));
    }

    /** A source end that went back is no reason to forget what was acknowledged. */
    @Test
    void neverLowersATarget() {
        assertThat(next(DRAINING, at(10), at(20), NOTHING_ACKNOWLEDGED, ends(end(9), end(23))))
                .contains(new Draining(States.attempt(ATTEMPT), List.of(10L, 23L), 1));
    }

    // STOPPING -> COMPLETE

    @Test
    void completesAtTheEndThatBothSidesShare() {
        assertThat(next(STOPPING, stopped(10), stopped(20), NOTHING_ACKNOWLEDGED, ENDS))
                .contains(new Complete(TARGETS, NOW_MS, List.of(0, 0)));
    }

    @ParameterizedTest
    @ValueSource(ints = {NOT_STOPPED, OTHER_ATTEMPT})
    void waitsUntilEveryMirrorHasStoppedForThisAttempt(int stoppedAttempt) {
        assertThat(next(STOPPING, stopped(10), partition(20, 20, 20, stoppedAttempt), NOTHING_ACKNOWLEDGED, ENDS))
                .isEmpty();
        assertThat(next(STOPPING, stopped(10), null, NOTHING_ACKNOWLEDGED, ENDS))
                .isEmpty();
    }

    @Test
    void doesNotCompleteBeforeTheSourceWasAskedAgain() {
        assertThat(next(STOPPING, stopped(10), stopped(20), NOTHING_ACKNOWLEDGED, Optional.empty()))
                .isEmpty();
    }

    // what a timeout says

    @Test
    void namesThePartitionsThatHadNotCaughtUp() {
        assertThat(waitingFor(CATCHING_UP, behind(0, 0L), behind(417, 90_000L)))
                .contains("partition 1 is 417 records behind")
                .doesNotContain("partition 0");
        assertThat(waitingFor(CATCHING_UP, null, at(20))).contains("partition 0 has no leader");
        assertThat(waitingFor(CATCHING_UP, Evidences.partition(0, 0L, 0, 0, 0, 0, "no connection"), at(20)))
                .contains("partition 0", "no connection");
    }

    @Test
    void saysWhatClosingWaitedFor() {
        assertThat(MigrationSteps.waitingFor(CLOSING, evidence(at(10), at(20), Optional.empty(), Optional.empty())))
                .contains("without an outcome");
        assertThat(MigrationSteps.waitingFor(CLOSING, evidence(at(10), at(20), NOTHING_ACKNOWLEDGED, Optional.empty())))
                .contains("the source did not say");
    }

    @Test
    void namesTheOffsetsThatWereNotReached() {
        assertThat(MigrationSteps.waitingFor(DRAINING, evidence(at(4), at(20), NOTHING_ACKNOWLEDGED, ENDS)))
                .contains("partition 0 is at 4 of 10")
                .doesNotContain("partition 1", "moved");
    }

    @Test
    void namesTheOffsetSinceWhichATransactionIsOpenAtTheDestination() {
        String reason = MigrationSteps.waitingFor(
                DRAINING, evidence(partition(10, 6, 10, NOT_STOPPED), at(20), NOTHING_ACKNOWLEDGED, ENDS));

        assertThat(reason).contains("partition 0", "transaction open", "offset 6");
    }

    @Test
    void namesTheOffsetSinceWhichATransactionIsOpenAtTheSource() {
        Optional<List<SourceEnd>> open = ends(end(10), new SourceEnd(20, 20, 17));

        assertThat(MigrationSteps.waitingFor(DRAINING, evidence(at(10), at(20), NOTHING_ACKNOWLEDGED, open)))
                .contains("partition 1", "transaction open", "offset 17")
                .doesNotContain("stopped");
    }

    /** What its followers lack is neither a transaction nor drained. */
    @Test
    void namesASourceWhoseFollowersLagBehind() {
        Optional<List<SourceEnd>> lagging = ends(new SourceEnd(10, 8, 8), end(20));

        assertThat(next(DRAINING, at(10), at(20), NOTHING_ACKNOWLEDGED, lagging))
                .isEmpty();
        assertThat(MigrationSteps.waitingFor(DRAINING, evidence(at(10), at(20), NOTHING_ACKNOWLEDGED, lagging)))
                .contains("partition 0 is replicated up to 8 of 10");
    }

    /** The source has lost what it acknowledged, and says so only by ending earlier. */
    @Test
    void namesASourceThatEndsBelowWhatItAcknowledged() {
        Draining beyond = CLOSING.toDraining(List.of(12L, 20L));

        assertThat(MigrationSteps.waitingFor(beyond, evidence(at(12), at(20), NOTHING_ACKNOWLEDGED, ENDS)))
                .contains("partition 0", "source", "10", "12");
    }

    @Test
    void namesADestinationThatHoldsMoreThanTheSource() {
        assertThat(MigrationSteps.waitingFor(
                        DRAINING, evidence(partition(10, 10, 13, NOT_STOPPED), at(20), NOTHING_ACKNOWLEDGED, ENDS)))
                .contains("partition 0", "13", "10")
                .doesNotContain("stopped");
    }

    @Test
    void blamesNoSourceThatIsNotAskedYet() {
        Evidence silent = evidence(stopped(10), at(20), NOTHING_ACKNOWLEDGED, Optional.empty());

        assertThat(MigrationSteps.waitingFor(STOPPING, silent)).isEqualTo("the mirrors had not stopped");
        assertThat(MigrationSteps.waitingFor(DRAINING, silent)).startsWith("the source did not say");
    }

    @Test
    void tellsOfWritersThatGoPastTheProxy() {
        Draining moved = new Draining(States.attempt(ATTEMPT), TARGETS, 3);

        assertThat(MigrationSteps.waitingFor(moved, evidence(at(9), at(20), NOTHING_ACKNOWLEDGED, ENDS)))
                .contains("partition 0 is at 9 of 10", "moved 3 times", "writes to the source directly");
        assertThat(MigrationSteps.waitingFor(
                        moved.toStopping(), evidence(stopped(10), at(20), NOTHING_ACKNOWLEDGED, ENDS)))
                .contains("had not stopped", "moved 3 times");
    }

    // evidence

    private static Optional<Migration> next(
            Migrating migrating,
            @Nullable PartitionEvidence first,
            @Nullable PartitionEvidence second,
            Optional<Map<Integer, Long>> acknowledged,
            Optional<List<SourceEnd>> ends) {
        return MigrationSteps.next(migrating, evidence(first, second, acknowledged, ends), NOW_MS);
    }

    private static String waitingFor(
            Migrating migrating, @Nullable PartitionEvidence first, @Nullable PartitionEvidence second) {
        return MigrationSteps.waitingFor(migrating, evidence(first, second, Optional.empty(), Optional.empty()));
    }

    private static Evidence evidence(
            @Nullable PartitionEvidence first,
            @Nullable PartitionEvidence second,
            Optional<Map<Integer, Long>> acknowledged,
            Optional<List<SourceEnd>> ends) {
        return new Evidence(
                List.of(Optional.ofNullable(first), Optional.ofNullable(second)), acknowledged, ends, Optional.empty());
    }

    private static PartitionEvidence behind(long offsetLag, @Nullable Long timeLagMs) {
        return Evidences.partition(offsetLag, timeLagMs, 100, 100, 100, NOT_STOPPED, null);
    }

    /** Everything up to this end is here, replicated and stable. */
    private static PartitionEvidence at(long end) {
        return partition(end, end, end, NOT_STOPPED);
    }

    private static PartitionEvidence stopped(long end) {
        return partition(end, end, end, ATTEMPT);
    }

    private static PartitionEvidence partition(long highWatermark, long lastStable, long logEnd, int stoppedAttempt) {
        return Evidences.partition(0, 0L, highWatermark, lastStable, logEnd, stoppedAttempt, null);
    }

    private static SourceEnd end(long offset) {
        return new SourceEnd(offset, offset, offset);
    }

    private static Optional<List<SourceEnd>> ends(SourceEnd... ends) {
        return Optional.of(Arrays.asList(ends));
    }
}
