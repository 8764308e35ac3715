// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

/**
 * Where a source partition ends, asked of its leader.
 *
 * @param logEndOffset the leader's own; records acknowledged with acks 1 may lie between the high watermark and it
 * @param lastStableOffset below the other two while a transaction is open
 * @param leaderEpoch of that leader; negative from a source that does not tell
 */
public record SourceEnd(long logEndOffset, long highWatermark, long lastStableOffset, int leaderEpoch) {

    private static final int NO_EPOCH = -1;

    /** Of a source that tells no leader epochs. */
    public SourceEnd(long logEndOffset, long highWatermark, long lastStableOffset) {
        this(logEndOffset, highWatermark, lastStableOffset, NO_EPOCH);
    }

    /** Whether it can be told from another leader. */
    boolean isOfKnownLeader() {
        return leaderEpoch > NO_EPOCH;
    }

    /** The last stable offset was asked for last: it may be above the other two. */
    public boolean isTransactionOpen() {
        return lastStableOffset < highWatermark;
    }

    /** Whether all that the leader has is on its in-sync followers too: what is not there will not come by waiting. */
    public boolean isReplicated() {
        return highWatermark >= logEndOffset;
    }

    /** The end that the mirror must reach. */
    public long highest() {
        return Math.max(logEndOffset, highWatermark);
    }
}
