// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import dev.orbit.agent.proof.PartitionProof;
import org.jspecify.annotations.Nullable;

/**
 * What the leader of a mirror partition reports.
 *
 * @param offsetLag records behind the source's high watermark
 * @param timeLagMs null while unknown
 * @param stoppedAttempt the attempt for which the mirror has stopped and the log is flushed; 0 for none
 * @param leaderEpoch the epoch under which that leader leads
 * @param error why it does not mirror; null while it does
 * @param proof of the log; null until the mirror has stopped
 */
public record PartitionEvidence(
        long offsetLag,
        @Nullable Long timeLagMs,
        long highWatermark,
        long lastStableOffset,
        long logEndOffset,
        int stoppedAttempt,
        int leaderEpoch,
        @Nullable String error,
        @Nullable PartitionProof proof) {

    /** Whether its followers have all of it. */
    boolean isReplicated() {
        return highWatermark == logEndOffset;
    }
}
