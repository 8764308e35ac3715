// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import dev.orbit.agent.state.LastSeen;
import dev.orbit.agent.state.Migration.EndingTransactions;
import dev.orbit.schemas.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a failover leaves behind, as far as it is known. Pure. */
public final class FailoverReport {

    private FailoverReport() {}

    /** @param finalOffsets per partition, the end after the markers; each marker takes one offset */
    static Snapshot.Failover of(EndingTransactions ending, List<Long> finalOffsets) {
        List<Snapshot.FailoverPartition> partitions = new ArrayList<>();
        for (int partition = 0; partition < finalOffsets.size(); partition++) {
            long mirrored = ending.ends().get(partition);
            LastSeen seen = partition < ending.seen().size() ? ending.seen().get(partition) : LastSeen.NOTHING;
            partitions.add(new Snapshot.FailoverPartition(
                    partition,
                    mirrored,
                    (int) (finalOffsets.get(partition) - mirrored),
                    seen.endOffset(),
                    time(seen.heardMs()),
                    seen.acknowledgedEnd(),
                    left(mirrored, seen)));
        }
        return new Snapshot.Failover(
                Instant.ofEpochMilli(ending.attempt().startedMs())
                        .truncatedTo(ChronoUnit.MILLIS)
                        .toString(),
                partitions);
    }

    private static @Nullable String time(@Nullable Long ms) {
        return ms == null
                ? null
                : Instant.ofEpochMilli(ms).truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private static @Nullable Long left(long mirrored, LastSeen seen) {
        Long end = seen.endOffset();
        Long acknowledged = seen.acknowledgedEnd();
        if (end == null && acknowledged == null) {
            return null;
        }
        long known = Math.max(end == null ? 0 : end, acknowledged == null ? 0 : acknowledged);
        return Math.max(0, known - mirrored);
    }

    /** What an operator should know, in words. */
    public static String text(Snapshot.Failover report) {
        List<String> lines = new ArrayList<>();
        for (Snapshot.FailoverPartition partition : report.partitions()) {
            lines.add("partition " + partition.partition() + " was mirrored up to " + partition.mirroredEndOffset()
                    + source(report, partition) + aborted(partition));
        }
        return String.join("; ", lines);
    }

    private static String source(Snapshot.Failover report, Snapshot.FailoverPartition partition) {
        String heardAt = partition.sourceHeardAt();
        String end = partition.sourceEndOffset() == null
                ? ", and nobody knows where the source ended"
                : ", and the source ended at " + partition.sourceEndOffset() + " when it was last heard"
                        + (heardAt == null
                                ? ""
                                : ", " + seconds(heardAt, report.startedAt()) + " s before the failover");
        Long acknowledged = partition.acknowledgedEndOffset();
        return acknowledged == null || acknowledged <= partition.mirroredEndOffset()
                ? end
                : end + "; producers were told that records up to offset " + (acknowledged - 1) + " are kept";
    }

    private static long seconds(String from, String to) {
        return Math.max(
                0, Duration.between(Instant.parse(from), Instant.parse(to)).toSeconds());
    }

    private static String aborted(Snapshot.FailoverPartition partition) {
        int aborted = partition.transactionsAborted();
        return aborted == 0
                ? ""
                : aborted == 1
                        ? "; 1 open transaction was aborted"
                        : "; " + aborted + " open transactions were aborted";
    }
}
