// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lease;

import dev.orbit.agent.command.Command.PartitionReport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Leaves out of a heartbeat what the coordinator knows already: at rest nothing changes. Used by one thread. */
final class UnreportedPartitions {

    private static final int NO_EPOCH = -1;

    private Map<String, PartitionReport> known = Map.of();
    private int knownTo = NO_EPOCH;

    /**
     * What goes into a heartbeat.
     *
     * @param full whether it is everything
     * @param all everything, by partition
     */
    record Batch(boolean full, List<PartitionReport> reports, Map<String, PartitionReport> all) {}

    Batch next(List<PartitionReport> partitions) {
        Map<String, PartitionReport> all = new HashMap<>();
        partitions.forEach(report -> all.put(report.topic() + "-" + report.partition(), report));
        boolean full = knownTo == NO_EPOCH || !all.keySet().containsAll(known.keySet());
        List<PartitionReport> reports = full
                ? partitions
                : all.entrySet().stream()
                        .filter(entry -> !entry.getValue().equals(known.get(entry.getKey())))
                        .map(Map.Entry::getValue)
                        .toList();
        return new Batch(full, reports, all);
    }

    /** The coordinator of this epoch has it; one of a new epoch has just this batch. */
    void reported(Batch batch, int epoch) {
        if (batch.full() || epoch == knownTo) {
            known = batch.all();
            knownTo = epoch;
        } else {
            lost();
        }
    }

    void lost() {
        known = Map.of();
        knownTo = NO_EPOCH;
    }
}
