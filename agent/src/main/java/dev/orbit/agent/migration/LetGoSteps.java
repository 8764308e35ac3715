// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.Migration.LettingGo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The way of a topic that Orbit lets go of as it is to COMPLETE; {@link Migration} draws it. */
public final class LetGoSteps {

    private LetGoSteps() {}

    /**
     * Where the topic goes now; empty: it stays.
     *
     * @param isMirrored whether the mirror can still come nearer to what the source has
     */
    public static Optional<Migration> next(LettingGo lettingGo, Evidence evidence, boolean isMirrored, long nowMs) {
        boolean isAsked =
                evidence.sourceEnds().isPresent() || evidence.sourceFailure().isPresent();
        if (!lettingGo.stopping()) {
            boolean waits = isMirrored && nowMs < lettingGo.attempt().deadlineMs();
            return evidence.acknowledgedEnds()
                    .filter(ends -> !waits || (isAsked && isAllHere(ends, evidence)))
                    .map(ends -> lettingGo.toStopping());
        }
        boolean isStill = evidence.allStopped(lettingGo.stop())
                && evidence.unlike(PartitionEvidence::isReplicated).isEmpty();
        return isAsked && isStill
                ? Optional.of(lettingGo.toComplete(ends(evidence), nowMs, evidence.leaderEpochs(), evidence.proofs()))
                : Optional.empty();
    }

    /** What the topic waits for, for whoever looks at it. */
    public static String waitingFor(LettingGo lettingGo, Evidence evidence) {
        if (!lettingGo.stopping()) {
            return evidence.acknowledgedEnds().isEmpty()
                    ? "an agent still has produces without an outcome at the source"
                    : "what the source has is being mirrored, for half a minute at most";
        }
        List<Integer> running = evidence.notStopped(lettingGo.stop());
        if (!running.isEmpty()) {
            return "no leader of partitions " + running + " has stopped its mirror yet";
        }
        List<Integer> alone = evidence.unlike(PartitionEvidence::isReplicated);
        return alone.isEmpty()
                ? "the source has not said yet where its partitions end"
                : "too few followers have what the leaders of partitions " + alone + " have";
    }

    /** An agent that died cannot say any more what it was told of: so all counts that a source which answers has. */
    private static boolean isAllHere(Map<Integer, Long> acknowledged, Evidence evidence) {
        boolean isThere = evidence.sourceEnds()
                .map(ends -> behind(ends, evidence))
                .orElse(List.of())
                .isEmpty();
        return isThere && missing(acknowledged, evidence).isEmpty();
    }

    /** What the followers do not have yet could be cut off when the leader changes. */
    private static List<Long> ends(Evidence evidence) {
        return evidence.partitions().stream()
                .flatMap(Optional::stream)
                .map(PartitionEvidence::logEndOffset)
                .toList();
    }

    /** What an operator should know of the topic that is let go, with figures; empty when it holds all that its source has. */
    public static Optional<String> remark(Evidence evidence) {
        List<String> remarks = new ArrayList<>();
        evidence.acknowledgedEnds().ifPresent(ends -> remarks.addAll(missing(ends, evidence)));
        evidence.sourceEnds().ifPresent(ends -> remarks.addAll(behind(ends, evidence)));
        evidence.sourceFailure().ifPresent(failure -> remarks.add(unknown(failure, evidence)));
        remarks.addAll(openTransactions(evidence));
        return remarks.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", remarks));
    }

    /** Acknowledged through the gate, and not here. */
    private static List<String> missing(Map<Integer, Long> acknowledgedEnds, Evidence evidence) {
        List<String> missing = new ArrayList<>();
        acknowledgedEnds.forEach((partition, end) -> {
            long here = highWatermark(evidence, partition);
            if (here < end) {
                missing.add("partition " + partition + " ends at " + here + ", and producers in PROXY were told that"
                        + " their records up to offset " + (end - 1) + " are kept: those are at the source alone");
            }
        });
        return missing;
    }

    private static long highWatermark(Evidence evidence, int partition) {
        return partition < evidence.partitions().size()
                ? evidence.partitions()
                        .get(partition)
                        .map(PartitionEvidence::highWatermark)
                        .orElse(0L)
                : 0L;
    }

    private static List<String> behind(List<SourceEnd> ends, Evidence evidence) {
        List<String> behind = new ArrayList<>();
        for (int partition = 0; partition < ends.size(); partition++) {
            long here = highWatermark(evidence, partition);
            long there = ends.get(partition).highest();
            if (there > here) {
                behind.add("partition " + partition + " ends at " + here + ", and at " + there + " at the source");
            }
        }
        return behind;
    }

    private static String unknown(String failure, Evidence evidence) {
        long behind = evidence.partitions().stream()
                .flatMap(Optional::stream)
                .mapToLong(PartitionEvidence::offsetLag)
                .sum();
        String last = behind == 0 ? "" : " When it last answered, " + behind + " of its records were not here.";
        return "the source did not say where its partitions end: " + failure + last;
    }

    private static List<String> openTransactions(Evidence evidence) {
        List<String> open = new ArrayList<>();
        for (int partition = 0; partition < evidence.partitions().size(); partition++) {
            int number = partition;
            evidence.partitions()
                    .get(partition)
                    .filter(found -> found.lastStableOffset() < found.highWatermark())
                    .ifPresent(found -> open.add("partition " + number + " has a transaction open since offset "
                            + found.lastStableOffset()
                            + ", which ended at the source alone, if at all: readers with read_committed wait there"
                            + " until it is ended with kafka-transactions.sh abort"));
        }
        return open;
    }
}
