// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.reconciler.text.Paint;
import dev.orbit.reconciler.text.Table;
import dev.orbit.schemas.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a failover left behind, for people. */
final class FailoverText {

    private static final double MS_PER_SECOND = 1_000.0;

    private FailoverText() {}

    /** A line about a topic that was opened without its source, and one for each of its partitions. */
    static String of(Paint paint, Snapshot.Topic topic) {
        Snapshot.Failover failover = topic.failover();
        if (failover == null) {
            return topic.topic() + ": not open yet\n";
        }
        Table table = new Table("  ")
                .row("PARTITION", "MIRRORED TO", "ABORTED", "SOURCE ENDED AT", "HEARD BEFORE", "LEFT BEHIND", "REMARK");
        failover.partitions()
                .forEach(partition -> table.row(
                        String.valueOf(partition.partition()),
                        String.valueOf(partition.mirroredEndOffset()),
                        String.valueOf(partition.transactionsAborted()),
                        known(partition.sourceEndOffset()),
                        age(failover, partition.sourceHeardAt()),
                        known(partition.offsetsLeftBehind()),
                        remark(partition)));
        return topic.topic() + ": " + paint.green("COMPLETE") + ", open without its source\n" + table.render();
    }

    private static String known(@Nullable Long figure) {
        return figure == null ? "unknown" : String.valueOf(figure);
    }

    private static String age(Snapshot.Failover failover, @Nullable String heardAt) {
        if (heardAt == null) {
            return "unknown";
        }
        Duration age = Duration.between(Instant.parse(heardAt), Instant.parse(failover.startedAt()));
        return String.format(Locale.ROOT, "%.1f s", Math.max(0, age.toMillis()) / MS_PER_SECOND);
    }

    private static String remark(Snapshot.FailoverPartition partition) {
        Long acknowledged = partition.acknowledgedEndOffset();
        return acknowledged == null || acknowledged <= partition.mirroredEndOffset()
                ? ""
                : "producers were told that records up to offset " + (acknowledged - 1) + " are kept";
    }
}
