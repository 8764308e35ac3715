// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import dev.orbit.agent.proof.PartitionProof;
import dev.orbit.agent.state.MirrorStop;
import org.jspecify.annotations.Nullable;

/**
 * What the leader of a mirror partition reports.
 *
 * @param offsetLag records behind the source's high watermark
 * @param timeLagMs null while unknown
 * @param stopped the stop that the mirror has carried out, and flushed the log for
 * @param leaderEpoch the epoch under which that leader leads
 * @param error why it does not mirror; null while it does
 * @param isDisputed whether the source parts from the mirror, and it is not found out yet whether it lost anything
 * @param heardLeaderEpoch of the source's leader that answered a fetch last, without parting from the mirror; negative: of none
 *     that tells its epoch; null: an agent of an earlier version does not say
 * @param proof of the log; null until the mirror has stopped
 */
public record PartitionEvidence(
        long offsetLag,
        @Nullable Long timeLagMs,
        long highWatermark,
        long lastStableOffset,
        long logEndOffset,
        MirrorStop stopped,
        int leaderEpoch,
        @Nullable String error,
        boolean isDisputed,
        @Nullable Integer heardLeaderEpoch,
        @Nullable PartitionProof proof) {

    /** Whether its followers have all of it. */
    boolean isReplicated() {
        return highWatermark == logEndOffset;
    }
}
