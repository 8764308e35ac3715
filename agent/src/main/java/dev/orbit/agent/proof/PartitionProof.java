// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.proof;

import dev.orbit.schemas.Snapshot.LogDigest;
import java.util.List;

/**
 * What a partition's log is known by.
 *
 * @param digests to its end, the furthest reaching first
 * @param asFetchedFromOffset batches below it were counted from the log, those from it on as they were fetched
 */
public record PartitionProof(List<LogDigest> digests, long asFetchedFromOffset) {

    public PartitionProof {
        digests = List.copyOf(digests);
    }
}
