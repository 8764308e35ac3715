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
 * @param source null where it was not read
 * @param destination null where it could not be read
 * @param difference the first one; null if there is none
 * @param error why the partition could not be compared; null if it was
 * @param proof what became of the digest that was recorded at COMPLETE; null before, and where the partition has none
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
        @Nullable String error,
        @Nullable ProofReport proof) {

    public PartitionReport {
        remarks = List.copyOf(remarks);
    }

    /**
     * The same; where the log is not what was recorded, it differs. Where the source was not read, nothing else speaks for the
     * partition: without a proof there is nothing to say.
     */
    PartitionReport with(ProofReport found) {
        boolean isAllThereIs = source == null;
        return new PartitionReport(
                partition,
                Result.of(List.of(
                        result,
                        isAllThereIs
                                ? found.result().weightAlone()
                                : found.result().weight())),
                startOffset,
                endOffset,
                recordCount,
                offsetLag,
                source,
                destination,
                difference,
                remarks,
                error,
                found);
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
        return new PartitionReport(partition, Result.ERROR, 0, 0, 0, 0, null, null, null, List.of(), error, null);
    }
}
