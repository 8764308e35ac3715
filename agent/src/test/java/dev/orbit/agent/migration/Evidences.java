// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import dev.orbit.agent.state.MirrorStop;
import org.jspecify.annotations.Nullable;

/** What may be observed of partitions, with what a test does not care about left out. */
final class Evidences {

    private Evidences() {}

    /** Of a leader in its first epoch, that proves nothing. */
    static PartitionEvidence partition(
            long offsetLag,
            @Nullable Long timeLagMs,
            long highWatermark,
            long lastStableOffset,
            long logEndOffset,
            int stoppedAttempt,
            @Nullable String error) {
        return new PartitionEvidence(
                offsetLag,
                timeLagMs,
                highWatermark,
                lastStableOffset,
                logEndOffset,
                new MirrorStop(stoppedAttempt, 0),
                0,
                error,
                false,
                null,
                null);
    }

    /** The same leader, once the source has parted from it. */
    static PartitionEvidence disputed(PartitionEvidence leader) {
        return with(leader, true, leader.heardLeaderEpoch());
    }

    /** The same leader, which heard the source's leader of this epoch last; null: it does not say. */
    static PartitionEvidence heard(PartitionEvidence leader, @Nullable Integer leaderEpoch) {
        return with(leader, leader.isDisputed(), leaderEpoch);
    }

    private static PartitionEvidence with(
            PartitionEvidence leader, boolean isDisputed, @Nullable Integer heardLeaderEpoch) {
        return new PartitionEvidence(
                leader.offsetLag(),
                leader.timeLagMs(),
                leader.highWatermark(),
                leader.lastStableOffset(),
                leader.logEndOffset(),
                leader.stopped(),
                leader.leaderEpoch(),
                leader.error(),
                isDisputed,
                heardLeaderEpoch,
                leader.proof());
    }
}
