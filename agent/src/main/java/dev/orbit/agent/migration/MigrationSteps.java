// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.Migration.CatchingUp;
import dev.orbit.agent.state.Migration.Closing;
import dev.orbit.agent.state.Migration.Draining;
import dev.orbit.agent.state.Migration.Migrating;
import dev.orbit.agent.state.Migration.Stopping;
import dev.orbit.schemas.FirstFew;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The way of one topic from MIGRATING to COMPLETE; {@link Migration} draws it. */
public final class MigrationSteps {

    /** The gate closes when the mirror is this near: producers wait for the rest. */
    static final long CLOSE_BELOW_LAG_MS = 1_000;

    private MigrationSteps() {}

    /** Where the topic goes now; empty: it stays. */
    public static Optional<Migration> next(Migrating migration, Evidence evidence, long nowMs) {
        if (migration instanceof CatchingUp catchingUp) {
            return isNear(evidence) && isSettled(evidence) ? Optional.of(catchingUp.toClosing()) : Optional.empty();
        }
        if (migration instanceof Closing closing) {
            return targets(evidence).map(targets -> close(closing, targets, evidence));
        }
        if (migration instanceof Draining draining) {
            return drain(draining, evidence);
        }
        return stop((Stopping) migration, evidence, nowMs);
    }

    /** Why the attempt cannot succeed however long it waits; empty: it can. */
    public static Optional<String> hopeless(Migrating migration, Evidence evidence) {
        int mirrored = evidence.partitions().size();
        return evidence.sourceEnds()
                .filter(ends -> ends.size() != mirrored)
                .map(ends -> "the source topic has " + ends.size() + " partitions now, and " + mirrored
                        + " are mirrored: the new ones are mirrored first")
                .or(() -> lost(targets(migration), evidence))
                .or(() -> unsettled(migration, evidence));
    }

    /** Mirrors that have stopped find out nothing more. */
    private static Optional<String> unsettled(Migrating migration, Evidence evidence) {
        return migration instanceof Stopping stopping && evidence.allStopped(stopping.stop())
                ? disputed(evidence).findFirst()
                : Optional.empty();
    }

    private static Stream<String> disputed(Evidence evidence) {
        return IntStream.range(0, evidence.partitions().size())
                .boxed()
                .flatMap(partition -> evidence
                        .partitions()
                        .get(partition)
                        .filter(PartitionEvidence::isDisputed)
                        .map(report -> disputed(partition, report))
                        .stream());
    }

    private static String disputed(int partition, PartitionEvidence local) {
        return "partition " + partition + " parts from the source at " + local.logEndOffset()
                + " or before, and the source has not said yet whether it lost records";
    }

    private static List<Long> targets(Migrating migration) {
        return migration instanceof Draining draining
                ? draining.targets()
                : migration instanceof Stopping stopping ? stopping.targets() : List.of();
    }

    /** That the source has lost what it had, as it may what it acknowledged with acks 1: waiting does not bring it back. */
    private static Optional<String> lost(List<Long> targets, Evidence evidence) {
        List<SourceEnd> ends = evidence.sourceEnds().orElse(List.of());
        List<String> lost = new ArrayList<>();
        for (int partition = 0; partition < Math.min(targets.size(), ends.size()); partition++) {
            SourceEnd end = ends.get(partition);
            if (end.highest() < targets.get(partition) && end.isReplicated()) {
                lost.add(belowTarget(partition, end, targets.get(partition)));
            }
        }
        return lost.isEmpty()
                ? Optional.empty()
                : Optional.of(FirstFew.of(lost, ", ")
                        + "; write to it until it ends there again, or open the topic as it is with orbit failover");
    }

    private static String belowTarget(int partition, SourceEnd end, long target) {
        return "the source's partition " + partition + " ends at " + end.highest()
                + ", and it had or acknowledged records up to " + target + ": it has lost some";
    }

    /** What the attempt was waiting for: the reason of its timeout. */
    public static String waitingFor(Migrating migration, Evidence evidence) {
        if (migration instanceof CatchingUp) {
            return isNear(evidence)
                    ? OpenTransactions.remark(evidence)
                            .or(() -> SourceLeaders.unheard(evidence).stream().findFirst())
                            .orElse(silent(evidence))
                    : "the mirror had not caught up: " + figures(evidence);
        }
        if (migration instanceof Closing) {
            return evidence.acknowledgedEnds().isEmpty()
                    ? "an agent still had produces without an outcome at the source"
                    : silent(evidence);
        }
        String writers =
                writersPastTheProxy(migration).map(remark -> "; " + remark).orElse("");
        // before all have stopped it is not asked
        boolean isAsked = !(migration instanceof Stopping) || evidence.allStopped(migration.stop());
        List<String> undrained = new ArrayList<>(undrained(targets(migration), evidence));
        if (isAsked && evidence.sourceEnds().isEmpty()) {
            undrained.add(silent(evidence));
        }
        return (undrained.isEmpty() ? "the mirrors had not stopped" : FirstFew.of(undrained, ", ")) + writers;
    }

    /** The transactions at the source that the attempt waits for; empty while it does not. */
    public static Optional<String> openTransactions(Evidence evidence) {
        return evidence.openAtSource().isEmpty() ? Optional.empty() : OpenTransactions.remark(evidence);
    }

    /** That the source grew though no agent forwarded anything to it; empty when it did not. */
    public static Optional<String> writersPastTheProxy(Migrating migration) {
        int moved = migration instanceof Draining draining
                ? draining.moved()
                : migration instanceof Stopping stopping ? stopping.moved() : 0;
        return moved == 0
                ? Optional.empty()
                : Optional.of("the source's end moved " + moved + (moved == 1 ? " time" : " times")
                        + " while the gate was closed: somebody writes to the source directly");
    }

    /** Whether the mirror is so near that the gate may close, if nothing else stands against it. */
    public static boolean isNear(Evidence evidence) {
        return evidence.partitions().stream()
                .allMatch(partition -> partition
                        .filter(report -> report.error() == null && !report.isDisputed())
                        .map(PartitionEvidence::timeLagMs)
                        .filter(lag -> lag <= CLOSE_BELOW_LAG_MS)
                        .isPresent());
    }

    /** One that begins after this look still holds the drain; producers wait for it, for as long as the gate holds them. */
    private static boolean isSettled(Evidence evidence) {
        return evidence.sourceEnds().isPresent()
                && OpenTransactions.remark(evidence).isEmpty()
                && SourceLeaders.unheard(evidence).isEmpty();
    }

    /** The source's ends, but nowhere below what it acknowledged: a high watermark alone may lag behind acks 1. */
    private static Optional<List<Long>> targets(Evidence evidence) {
        if (evidence.acknowledgedEnds().isEmpty() || evidence.sourceEnds().isEmpty()) {
            return Optional.empty();
        }
        Map<Integer, Long> acknowledged = evidence.acknowledgedEnds().get();
        List<SourceEnd> ends = evidence.sourceEnds().get();
        List<Long> targets = new ArrayList<>();
        for (int partition = 0; partition < ends.size(); partition++) {
            targets.add(Math.max(ends.get(partition).highest(), acknowledged.getOrDefault(partition, 0L)));
        }
        return Optional.of(targets);
    }

    /** Producers wait for each write to the state: where nothing is left to drain, there is none that says so. */
    private static Migration close(Closing closing, List<Long> targets, Evidence evidence) {
        return isDrained(targets, evidence) ? closing.toStopping(targets) : closing.toDraining(targets);
    }

    private static Optional<Migration> drain(Draining draining, Evidence evidence) {
        Optional<List<Long>> moved = moved(draining.targets(), evidence);
        if (moved.isPresent()) {
            return moved.map(draining::toDraining);
        }
        return isDrained(draining.targets(), evidence) ? Optional.of(draining.toStopping()) : Optional.empty();
    }

    private static Optional<Migration> stop(Stopping stopping, Evidence evidence, long nowMs) {
        if (!evidence.allStopped(stopping.stop())) {
            return Optional.empty();
        }
        Optional<List<Long>> moved = moved(stopping.targets(), evidence);
        if (moved.isPresent()) {
            return moved.map(stopping::toDraining);
        }
        if (!SourceLeaders.unheard(evidence).isEmpty()) {
            return Optional.of(stopping.toDrainingUntilHeard());
        }
        return isDrained(stopping.targets(), evidence)
                ? Optional.of(stopping.toComplete(nowMs, evidence.leaderEpochs(), evidence.proofs()))
                : Optional.empty();
    }

    private static Optional<List<Long>> moved(List<Long> targets, Evidence evidence) {
        return evidence.sourceEnds()
                .map(ends -> {
                    List<Long> highest = new ArrayList<>();
                    for (int partition = 0; partition < targets.size(); partition++) {
                        highest.add(Math.max(
                                targets.get(partition), ends.get(partition).highest()));
                    }
                    return highest;
                })
                .filter(highest -> !highest.equals(targets));
    }

    private static boolean isDrained(List<Long> targets, Evidence evidence) {
        return evidence.sourceEnds().isPresent() && undrained(targets, evidence).isEmpty();
    }

    /** Why not both sides hold the same up to the targets, with no transaction open on either, as far as the source told. */
    private static List<String> undrained(List<Long> targets, Evidence evidence) {
        List<String> waiting = new ArrayList<>();
        for (int partition = 0; partition < targets.size(); partition++) {
            long target = targets.get(partition);
            int number = partition;
            undrainedHere(partition, target, evidence)
                    .or(() -> undrainedThere(number, target, evidence))
                    .or(() -> SourceLeaders.unheard(number, evidence))
                    .ifPresent(waiting::add);
        }
        return waiting;
    }

    private static String silent(Evidence evidence) {
        return "the source did not say where its partitions end"
                + evidence.sourceFailure().map(failure -> ": " + failure).orElse("");
    }

    private static Optional<String> undrainedHere(int partition, long target, Evidence evidence) {
        Optional<PartitionEvidence> found = evidence.partitions().get(partition);
        if (found.isEmpty()) {
            return Optional.of("partition " + partition + " has no leader among the agents");
        }
        PartitionEvidence local = found.get();
        if (local.isDisputed()) {
            return Optional.of(disputed(partition, local));
        }
        if (local.logEndOffset() > target) {
            return Optional.of("partition " + partition + " ends at " + local.logEndOffset()
                    + ", beyond the source's end " + target);
        }
        if (local.highWatermark() != target) {
            return Optional.of("partition " + partition + " is at " + local.highWatermark() + " of " + target);
        }
        return local.lastStableOffset() == target
                ? Optional.empty()
                : OpenTransactions.atSource(partition, evidence)
                        .or(() -> Optional.of(OpenTransactions.here(partition, local)));
    }

    private static Optional<String> undrainedThere(int partition, long target, Evidence evidence) {
        if (evidence.sourceEnds().isEmpty()) {
            return Optional.empty();
        }
        SourceEnd end = evidence.sourceEnds().get().get(partition);
        if (end.highest() != target) {
            return Optional.of(belowTarget(partition, end, target));
        }
        return end.lastStableOffset() == target
                ? Optional.empty()
                : OpenTransactions.atSource(partition, evidence)
                        .or(() -> Optional.of("the source's partition " + partition + " is replicated up to "
                                + end.highWatermark() + " of " + target));
    }

    /** How far all partitions together are behind, and the farthest one in time. */
    public static String lag(Evidence evidence) {
        List<PartitionEvidence> reports =
                evidence.partitions().stream().flatMap(Optional::stream).toList();
        long records = reports.stream().mapToLong(PartitionEvidence::offsetLag).sum();
        long lagMs = reports.stream()
                .map(PartitionEvidence::timeLagMs)
                .mapToLong(lag -> lag == null ? 0 : lag)
                .max()
                .orElse(0);
        return lag(records, lagMs / 1_000.0);
    }

    /** How far a topic is behind, in words. */
    public static String lag(long records, double seconds) {
        return String.format(Locale.ROOT, "%d records (%.1f s) behind", records, seconds);
    }

    private static String figures(Evidence evidence) {
        List<String> behind = new ArrayList<>();
        for (int partition = 0; partition < evidence.partitions().size(); partition++) {
            Optional<PartitionEvidence> report = evidence.partitions().get(partition);
            if (report.isEmpty()) {
                behind.add("partition " + partition + " has no leader among the agents");
            } else if (report.get().error() != null) {
                behind.add("partition " + partition + ": " + report.get().error());
            } else if (report.get().isDisputed()) {
                behind.add(disputed(partition, report.get()));
            } else if (report.get().offsetLag() > 0) {
                behind.add("partition " + partition + " is " + report.get().offsetLag() + " records behind");
            }
        }
        return behind.isEmpty() ? "its lag is not known" : FirstFew.of(behind, ", ");
    }
}
