// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a comparison found.
 *
 * @param partitionCount partitions read in both clusters
 * @param recordCount records that were read from the source and found the same at the destination
 * @param differences the first of each partition, or of a topic whose partitions do not correspond
 */
public record ComparisonReport(int partitionCount, long recordCount, List<Difference> differences) {

    public ComparisonReport {
        differences = List.copyOf(differences);
    }

    public boolean isEqual() {
        return differences.isEmpty();
    }

    @Override
    public String toString() {
        String compared = recordCount + " records in " + partitionCount + " partitions are the same";
        return isEqual()
                ? compared
                : compared + "; differences:\n"
                        + differences.stream().map(Difference::toString).collect(Collectors.joining("\n"));
    }
}
