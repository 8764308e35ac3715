// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one partition.
 *
 * @param startOffset the first offset that was compared
 * @param endOffset the one behind the last; equal to the start where nothing was compared
 * @param recordCount records that both sides hold alike
 * @param offsetLag by how many offsets the destination ended before the source
 * @param source null where it could not be read
 * @param destination null where it could not be read
 * @param difference the first one; null if there is none
 * @param error why the partition could not be compared; null if it was
 */
public record PartitionReport(
        int partition,
        Result result,
        long startOffset,
        long endOffset,
        long recordCount,
        long offsetLag,
        @Nullable Log source,
        @Nullable Log destination,
        @Nullable FirstDifference difference,
        List<Remark> remarks,
        @Nullable String error) {

    public PartitionReport {
        remarks = List.copyOf(remarks);
    }

    /**
     * The partition in one cluster.
     *
     * @param endOffset its high watermark when its turn came
     * @param sha256 of the compared records, in hexadecimal
     */
    public record Log(long logStartOffset, long endOffset, long lastStableOffset, String sha256) {}

    /** A partition that could not be compared. */
    static PartitionReport failed(int partition, String error) {
        return new PartitionReport(partition, Result.ERROR, 0, 0, 0, 0, null, null, null, List.of(), error);
    }
}
