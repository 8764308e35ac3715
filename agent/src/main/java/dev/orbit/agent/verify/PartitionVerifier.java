// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Compares partitions of two clusters that others write to, compact and cut meanwhile. A difference counts only if a second
 * reading finds it again: a record that is removed between the readings of two sides is none. Not thread-safe.
 */
final class PartitionVerifier implements PartitionCheck {

    private static final int READINGS_MAX = 3;
    private static final long PAUSE_NS = 250_000_000;

    private final ClusterConsumers source;
    private final ClusterConsumers destination;
    private final int waitingKeysMax;
    private final LongConsumer progress;

    /**
     * Reads with four consumers of its own.
     *
     * @param ahead polls while records are compared
     * @param waitingKeysMax keys of a compacted partition that may wait for their shadow at once
     * @param progress told now and then how many more records were compared, or looked through for what a tombstone deletes
     */
    PartitionVerifier(
            Map<String, ?> source,
            Map<String, ?> destination,
            Executor ahead,
            int waitingKeysMax,
            LongConsumer progress) {
        this.source = new ClusterConsumers(Side.SOURCE, source, ahead);
        this.destination = new ClusterConsumers(Side.DESTINATION, destination, ahead);
        this.waitingKeysMax = waitingKeysMax;
        this.progress = progress;
    }

    @Override
    public PartitionReport verify(PartitionTask task) {
        PartitionReport report = read(task, task.extent());
        for (int reading = 2; reading <= READINGS_MAX && report.difference() != null; reading++) {
            // a moment in which one side may come to know what the other knows
            LockSupport.parkNanos(PAUSE_NS);
            PartitionReport again = read(task, task.extentNow().get());
            boolean confirmed = report.difference().equals(again.difference());
            report = again;
            if (confirmed) {
                break;
            }
        }
        return report;
    }

    private PartitionReport read(PartitionTask task, Extent extent) {
        TopicPartition inSource = new TopicPartition(task.topics().sourceTopic(), task.partition());
        TopicPartition inDestination = new TopicPartition(task.topics().topic(), task.partition());
        LogBounds ofSource;
        LogBounds ofDestination;
        // that of the log which may be the shorter one first: the other one may grow in between
        if (extent == Extent.SOURCE_IS_PREFIX) {
            ofSource = source.bounds(inSource);
            ofDestination = destination.bounds(inDestination);
        } else {
            ofDestination = destination.bounds(inDestination);
            ofSource = source.bounds(inSource);
        }
        return new Reading(task, extent, inSource, inDestination, ofSource, ofDestination).report();
    }

    @Override
    public void close() {
        source.close();
        destination.close();
    }

    /** One reading of a partition on both sides. */
    private final class Reading {

        private final PartitionTask task;
        private final Extent extent;
        private final TopicPartition inSource;
        private final TopicPartition inDestination;
        private final LogBounds ofSource;
        private final LogBounds ofDestination;
        private final long start;
        private final long end;
        private final @Nullable Compaction compaction;

        Reading(
                PartitionTask task,
                Extent extent,
                TopicPartition inSource,
                TopicPartition inDestination,
                LogBounds ofSource,
                LogBounds ofDestination) {
            this.task = task;
            this.extent = extent;
            this.inSource = inSource;
            this.inDestination = inDestination;
            this.ofSource = ofSource;
            this.ofDestination = ofDestination;
            this.start = Math.max(ofSource.logStartOffset(), ofDestination.logStartOffset());
            this.end = Math.max(start, Math.min(ofSource.endOffset(), ofDestination.endOffset()));
            this.compaction = task.compacted() ? new Compaction(waitingKeysMax) : null;
        }

        PartitionReport report() {
            Merge merge;
            Optional<Merge.Found> found;
            try (OutcomeReader sourceReader = source.read(inSource, start, end, ofSource.lastStableOffset());
                    OutcomeReader destinationReader =
                            destination.read(inDestination, start, end, ofDestination.lastStableOffset())) {
                merge = new Merge(sourceReader, destinationReader, compaction, progress);
                found = merge.run();
            }
            Optional<FirstDifference> difference = found.or(this::unshadowed)
                    .or(() -> ignoredTombstone(Side.SOURCE, destination, inDestination))
                    .or(() -> ignoredTombstone(Side.DESTINATION, source, inSource))
                    .or(this::bounds)
                    .map(FirstDifference::of);
            return report(merge, difference.orElse(null), remarks(merge));
        }

        private PartitionReport report(Merge merge, @Nullable FirstDifference difference, List<Remark> remarks) {
            return new PartitionReport(
                    task.partition(),
                    difference == null ? Result.SAME : Result.DIFFERS,
                    start,
                    end,
                    merge.recordCount(),
                    Math.max(0, ofSource.endOffset() - ofDestination.endOffset()),
                    log(ofSource, merge.finishDigest(Side.SOURCE)),
                    log(ofDestination, merge.finishDigest(Side.DESTINATION)),
                    difference,
                    remarks,
                    null,
                    null);
        }

        private PartitionReport.Log log(LogBounds bounds, String digest) {
            return new PartitionReport.Log(
                    bounds.logStartOffset(), bounds.endOffset(), bounds.lastStableOffset(), digest);
        }

        /** A record on one side alone that nothing shadows, neither below the compared end nor beyond it. */
        private Optional<Merge.Found> unshadowed() {
            if (compaction == null || !compaction.isWaiting()) {
                return Optional.empty();
            }
            readBeyond(source, inSource);
            if (compaction.isWaiting()) {
                readBeyond(destination, inDestination);
            }
            return compaction.first().map(alone -> {
                boolean atSource = alone.side() == Side.SOURCE;
                String missing = "missing, and no later record of its key explains that";
                return new Merge.Found(
                        alone.offset(),
                        RecordDifference.of("record", atSource ? "there" : missing, atSource ? missing : "there"));
            });
        }

        /** A tombstone on this side alone, of a value that the other side keeps. */
        private Optional<Merge.Found> ignoredTombstone(Side side, ClusterConsumers other, TopicPartition inOther) {
            if (compaction == null || compaction.loneTombstones(side).size() == 0) {
                return Optional.empty();
            }
            LoneTombstones tombstones = compaction.loneTombstones(side);
            try (OutcomeReader reader = other.readStable(inOther, start)) {
                SeenRecord seen = reader.next();
                long readCount = 0;
                while (seen != null && tombstones.isOpenAt(seen.offset())) {
                    tombstones.read(seen);
                    readCount++;
                    if (readCount % Merge.TELL_EVERY == 0) {
                        progress.accept(Merge.TELL_EVERY);
                    }
                    seen = reader.next();
                }
                progress.accept(readCount % Merge.TELL_EVERY);
            }
            return tombstones.first().map(ignored -> {
                String missing =
                        "missing, though the value that it deletes is there (offset " + ignored.valueOffset() + ")";
                boolean atSource = side == Side.SOURCE;
                return new Merge.Found(
                        ignored.offset(),
                        RecordDifference.of("tombstone", atSource ? "there" : missing, atSource ? missing : "there"));
            });
        }

        private void readBeyond(ClusterConsumers cluster, TopicPartition partition) {
            try (OutcomeReader tail = cluster.readStable(partition, end)) {
                SeenRecord seen = tail.next();
                while (seen != null && compaction != null && compaction.isWaiting()) {
                    compaction.beyond(seen);
                    seen = tail.next();
                }
            }
        }

        private Optional<Merge.Found> bounds() {
            return new Ends(ofSource.endOffset(), ofDestination.endOffset())
                    .difference(extent)
                    .or(() -> ofSource.isHeldUpElsewhere(ofDestination)
                            ? Optional.of(RecordDifference.of(
                                    "last stable offset",
                                    ofSource.lastStableOffset(),
                                    ofDestination.lastStableOffset()))
                            : Optional.empty())
                    .map(difference -> new Merge.Found(null, difference));
        }

        private List<Remark> remarks(Merge merge) {
            List<Remark> remarks = new ArrayList<>(Remarks.ofLogStarts(ofSource, ofDestination, extent));
            Remarks.ofRemoved(merge.removedCount()).ifPresent(remarks::add);
            openTransaction(Side.SOURCE, ofSource, source, inSource).ifPresent(remarks::add);
            openTransaction(Side.DESTINATION, ofDestination, destination, inDestination)
                    .ifPresent(remarks::add);
            if (compaction != null) {
                remarks.addAll(Remarks.ofCompaction(compaction));
            }
            return remarks;
        }

        private Optional<Remark> openTransaction(
                Side side, LogBounds bounds, ClusterConsumers cluster, TopicPartition partition) {
            return bounds.lastStableOffset() >= end
                    ? Optional.empty()
                    : Optional.of(Remarks.ofOpenTransaction(side, bounds, cluster.lastStableOffset(partition), end));
        }
    }
}
