// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lease;

import dev.orbit.agent.command.Command.PartitionReport;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Leaves out of a heartbeat what the coordinator knows already: at rest nothing changes. Used by one thread. */
final class UnreportedPartitions {

    private static final int NO_EPOCH = -1;

    private final Map<String, PartitionReport> known = new HashMap<>();
    private int knownTo = NO_EPOCH;

    /**
     * What goes into a heartbeat.
     *
     * @param full whether it is everything
     */
    record Batch(boolean full, List<PartitionReport> reports) {}

    /** Whether the coordinator knows everything, so that some of it will do. */
    boolean isComplete() {
        return knownTo != NO_EPOCH;
    }

    /** Of all partitions. */
    Batch next(List<PartitionReport> partitions) {
        Set<String> names = new HashSet<>();
        partitions.forEach(report -> names.add(name(report)));
        return isComplete() && names.containsAll(known.keySet())
                ? nextOf(partitions)
                : new Batch(true, List.copyOf(partitions));
    }

    /** Of some partitions, when {@link #isComplete}. */
    Batch nextOf(List<PartitionReport> partitions) {
        return new Batch(
                false,
                partitions.stream()
                        .filter(report -> !report.equals(known.get(name(report))))
                        .toList());
    }

    /** The coordinator of this epoch has it; one of a new epoch has just this batch. */
    void reported(Batch batch, int epoch) {
        if (!batch.full() && epoch != knownTo) {
            lost();
            return;
        }
        if (batch.full()) {
            known.clear();
        }
        batch.reports().forEach(report -> known.put(name(report), report));
        knownTo = epoch;
    }

    void lost() {
        known.clear();
        knownTo = NO_EPOCH;
    }

    private static String name(PartitionReport report) {
        return report.topic() + "-" + report.partition();
    }
}
