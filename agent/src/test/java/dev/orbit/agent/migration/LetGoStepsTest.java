// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.Migration.LettingGo;
import dev.orbit.agent.state.States;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Topics of two partitions in their second attempt, whose mirrors end at 10 and 20. */
class LetGoStepsTest {

    private static final int ATTEMPT = 2;
    private static final long NOW_MS = 5_000;
    private static final LettingGo CLOSED = new Migration.Proxy().toLettingGo(States.attempt(ATTEMPT));
    private static final long LATE_MS = CLOSED.attempt().deadlineMs();
    private static final LettingGo STOPPING = CLOSED.toStopping();

    private static final Evidence UNASKED = new Evidence(
            List.of(Optional.of(at(10)), Optional.of(at(20))),
            Optional.of(Map.of()),
            Optional.empty(),
            Optional.empty());

    private static PartitionEvidence at(long end) {
        return Evidences.partition(0, 0L, end, end, end, ATTEMPT, null);
    }

    private static Evidence evidence(
            Map<Integer, Long> acknowledged, List<SourceEnd> ends, PartitionEvidence... partitions) {
        return new Evidence(
                java.util.Arrays.stream(partitions).map(Optional::of).toList(),
                Optional.of(acknowledged),
                Optional.of(ends),
                Optional.empty());
    }

    private static List<SourceEnd> ends(long first, long second) {
        return List.of(new SourceEnd(first, first, first), new SourceEnd(second, second, second));
    }

    private static Evidence silent(PartitionEvidence... partitions) {
        return new Evidence(
                java.util.Arrays.stream(partitions).map(Optional::of).toList(),
                Optional.of(Map.of()),
                Optional.empty(),
                Optional.of("it is away."));
    }

    @Test
    void waitsForEveryGate() {
        Evidence open = new Evidence(
                List.of(Optional.of(at(10)), Optional.of(at(20))),
                Optional.empty(),
                Optional.of(ends(10, 20)),
                Optional.empty());

        assertThat(LetGoSteps.next(CLOSED, open, true, LATE_MS)).isEmpty();
        assertThat(LetGoSteps.next(CLOSED, open, false, LATE_MS)).isEmpty();
    }

    @Test
    void waitsForWhatWasAcknowledgedThroughTheGateAndForWhatTheSourceHas() {
        Evidence behindAcknowledged = evidence(Map.of(1, 21L), ends(10, 20), at(10), at(20));
        // an agent that died may have acknowledged it
        Evidence behindSource = evidence(Map.of(), ends(10, 21), at(10), at(20));
        Evidence there = evidence(Map.of(1, 20L), ends(10, 20), at(10), at(20));

        assertThat(LetGoSteps.next(CLOSED, behindAcknowledged, true, NOW_MS)).isEmpty();
        assertThat(LetGoSteps.next(CLOSED, behindSource, true, NOW_MS)).isEmpty();
        assertThat(LetGoSteps.next(CLOSED, UNASKED, true, NOW_MS)).isEmpty();
        assertThat(LetGoSteps.next(CLOSED, there, true, NOW_MS)).contains(STOPPING);
    }

    @Test
    void doesNotWaitForASourceThatIsAway() {
        assertThat(LetGoSteps.next(CLOSED, silent(at(10), at(20)), true, NOW_MS))
                .contains(STOPPING);
    }

    @Test
    void doesNotWaitForEverNorForAMirrorThatStandsStill() {
        Evidence behind = evidence(Map.of(1, 21L), ends(10, 99), at(10), at(20));

        assertThat(LetGoSteps.next(CLOSED, behind, true, LATE_MS)).contains(STOPPING);
        assertThat(LetGoSteps.next(CLOSED, behind, false, NOW_MS)).contains(STOPPING);
    }

    @Test
    void isCompleteAtItsOwnEndsWhereverTheSourceEnds() {
        assertThat(LetGoSteps.next(STOPPING, evidence(Map.of(), ends(15, 99), at(10), at(20)), true, 7))
                .contains(new Migration.Complete(List.of(10L, 20L), 7, List.of(0, 0)));
        assertThat(LetGoSteps.next(STOPPING, silent(at(10), at(20)), true, 7))
                .contains(new Migration.Complete(List.of(10L, 20L), 7, List.of(0, 0)));
    }

    @Test
    void waitsUntilEveryMirrorHasStoppedAndIsReplicated() {
        PartitionEvidence running = Evidences.partition(0, 0L, 20, 20, 20, 1, null);
        PartitionEvidence unreplicated = Evidences.partition(0, 0L, 18, 18, 20, ATTEMPT, null);
        Evidence leaderless = new Evidence(
                List.of(Optional.of(at(10)), Optional.empty()),
                Optional.of(Map.of()),
                Optional.of(ends(10, 20)),
                Optional.empty());

        assertThat(LetGoSteps.next(STOPPING, evidence(Map.of(), ends(10, 20), at(10), running), true, 7))
                .isEmpty();
        assertThat(LetGoSteps.next(STOPPING, evidence(Map.of(), ends(10, 20), at(10), unreplicated), true, 7))
                .isEmpty();
        assertThat(LetGoSteps.next(STOPPING, leaderless, true, 7)).isEmpty();
    }

    @Test
    void asksTheSourceWhereItEndsBeforeItIsComplete() {
        assertThat(LetGoSteps.next(STOPPING, UNASKED, true, LATE_MS)).isEmpty();
    }

    @Test
    void tellsWhatItWaitsFor() {
        Evidence open = new Evidence(
                List.of(Optional.of(at(10)), Optional.of(at(20))),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        assertThat(LetGoSteps.waitingFor(CLOSED, open)).contains("produces without an outcome at the source");
        assertThat(LetGoSteps.waitingFor(CLOSED, UNASKED)).contains("is being mirrored");
        assertThat(LetGoSteps.waitingFor(STOPPING, UNASKED)).contains("source has not said");
        PartitionEvidence running = Evidences.partition(0, 0L, 20, 20, 20, 1, null);
        assertThat(LetGoSteps.waitingFor(STOPPING, silent(at(10), running)))
                .contains("no leader of partitions [1] has stopped");
        PartitionEvidence alone = Evidences.partition(0, 0L, 18, 18, 20, ATTEMPT, null);
        assertThat(LetGoSteps.waitingFor(STOPPING, silent(at(10), alone)))
                .contains("too few followers", "partitions [1]");
    }

    @Test
    void hasNothingToRemarkWhereAllIsHere() {
        assertThat(LetGoSteps.remark(evidence(Map.of(0, 10L), ends(10, 20), at(10), at(20))))
                .isEmpty();
    }

    @Test
    void tellsWhatIsNotHere() {
        assertThat(LetGoSteps.remark(evidence(Map.of(0, 12L), ends(15, 20), at(10), at(20))))
                .hasValue("partition 0 ends at 10, and producers in PROXY were told that their records up to offset 11"
                        + " are kept: those are at the source alone; partition 0 ends at 10, and at 15 at the source");
        PartitionEvidence behind = Evidences.partition(3, 9L, 20, 20, 20, ATTEMPT, null);
        assertThat(LetGoSteps.remark(silent(at(10), behind)))
                .hasValue("the source did not say where its partitions end: it is away. When it last answered, 3 of its"
                        + " records were not here.");
        // a partition that was added at the source and is not mirrored
        List<SourceEnd> grown = List.of(new SourceEnd(10, 10, 10), new SourceEnd(20, 20, 20), new SourceEnd(4, 4, 4));
        assertThat(LetGoSteps.remark(evidence(Map.of(), grown, at(10), at(20))))
                .hasValue("partition 2 ends at 0, and at 4 at the source");
    }

    @Test
    void tellsOfATransactionThatNobodyEnds() {
        PartitionEvidence open = Evidences.partition(0, 0L, 20, 17, 20, ATTEMPT, null);

        assertThat(LetGoSteps.remark(evidence(Map.of(), ends(10, 20), at(10), open)))
                .hasValueSatisfying(remark -> assertThat(remark)
                        .startsWith("partition 1 has a transaction open since offset 17")
                        .contains("kafka-transactions.sh abort"));
    }
}
