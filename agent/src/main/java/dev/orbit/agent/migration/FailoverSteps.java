// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import dev.orbit.agent.state.LastSeen;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.Migration.CuttingOff;
import dev.orbit.agent.state.Migration.EndingTransactions;
import dev.orbit.agent.state.Migration.FailingOver;
import dev.orbit.agent.state.Migration.Failover;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The way of a topic that is opened without its source to COMPLETE; {@link Migration} draws it. */
public final class FailoverSteps {

    private FailoverSteps() {}

    /**
     * Where the topic goes now; empty: it stays.
     *
     * @param seen per partition, what is known of the source now
     * @param isMirrored whether leaders report at all before they are to stop
     */
    public static Optional<Migration> next(
            Failover failover, Evidence evidence, List<LastSeen> seen, boolean isMirrored, long nowMs) {
        if (failover instanceof FailingOver failingOver) {
            return evidence.acknowledgedEnds()
                    .filter(ends -> nowMs >= failover.attempt().deadlineMs()
                            || ((!isMirrored || unreported(evidence).isEmpty()) && isSettled(ends, evidence, seen)))
                    .map(ends -> failingOver.toCuttingOff(with(ends, seen)));
        }
        if (!isStill(failover, evidence)) {
            return Optional.empty();
        }
        if (failover instanceof CuttingOff cuttingOff) {
            return Optional.of(cuttingOff.toEndingTransactions(ends(evidence)));
        }
        return open(evidence).isEmpty()
                ? Optional.of(complete((EndingTransactions) failover, evidence, nowMs))
                : Optional.empty();
    }

    private static Migration complete(EndingTransactions ending, Evidence evidence, long nowMs) {
        List<Long> finalOffsets = ends(evidence);
        return ending.toComplete(
                finalOffsets,
                nowMs,
                evidence.leaderEpochs(),
                FailoverReport.of(ending, finalOffsets),
                evidence.proofs());
    }

    /** Whether nothing that is known of is to be waited for. */
    private static boolean isSettled(Map<Integer, Long> acknowledged, Evidence evidence, List<LastSeen> seen) {
        return !isComing(acknowledged, evidence) && isTold(seen);
    }

    /** A leader that has not reported, as it is new, may have much to tell. */
    private static List<Integer> unreported(Evidence evidence) {
        return evidence.unlike(found -> true);
    }

    /** Whether the mirror may still fetch what producers were told is kept: a source that died says so by errors. */
    private static boolean isComing(Map<Integer, Long> acknowledged, Evidence evidence) {
        return IntStream.range(0, evidence.partitions().size())
                .anyMatch(partition -> evidence.partitions()
                        .get(partition)
                        .filter(found -> found.error() == null)
                        .filter(found -> found.highWatermark() < acknowledged.getOrDefault(partition, 0L))
                        .isPresent());
    }

    /** What a leader reported before it knew of the failover does not say when it heard the source. */
    private static boolean isTold(List<LastSeen> seen) {
        return seen.stream().allMatch(one -> one.endOffset() == null || one.heardMs() != null);
    }

    private static List<LastSeen> with(Map<Integer, Long> acknowledged, List<LastSeen> seen) {
        List<LastSeen> all = new ArrayList<>();
        for (int partition = 0; partition < seen.size(); partition++) {
            LastSeen one = seen.get(partition);
            all.add(new LastSeen(one.endOffset(), one.heardMs(), acknowledged.get(partition)));
        }
        return all;
    }

    /** What the followers do not have yet could be cut off when the leader changes. */
    private static boolean isStill(Failover failover, Evidence evidence) {
        return evidence.allStopped(failover.stop())
                && evidence.unlike(PartitionEvidence::isReplicated).isEmpty();
    }

    private static List<Long> ends(Evidence evidence) {
        return evidence.partitions().stream()
                .flatMap(Optional::stream)
                .map(PartitionEvidence::logEndOffset)
                .toList();
    }

    private static List<Integer> open(Evidence evidence) {
        return evidence.unlike(found -> found.lastStableOffset() == found.highWatermark());
    }

    /** What the topic waits for, for whoever looks at it. */
    public static String waitingFor(Failover failover, Evidence evidence, boolean isMirrored) {
        if (failover instanceof FailingOver) {
            if (evidence.acknowledgedEnds().isEmpty()) {
                return "an agent still has produces without an outcome at the source";
            }
            List<Integer> unreported = unreported(evidence);
            return unreported.isEmpty() || !isMirrored
                    ? "what producers were told is kept is being mirrored"
                    : "no leader of partitions " + unreported + " has reported yet";
        }
        List<Integer> running = evidence.notStopped(failover.stop());
        if (!running.isEmpty()) {
            return "no leader of partitions " + running + " has stopped its mirror yet";
        }
        List<Integer> alone = evidence.unlike(PartitionEvidence::isReplicated);
        return alone.isEmpty()
                ? "transactions are still open in partitions " + open(evidence)
                : "too few followers have what the leaders of partitions " + alone + " have";
    }
}
