// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

/**
 * Where a source partition ends, asked of its leader.
 *
 * @param logEndOffset the leader's own; records acknowledged with acks 1 may lie between the high watermark and it
 * @param lastStableOffset below the other two while a transaction is open
 */
public record SourceEnd(long logEndOffset, long highWatermark, long lastStableOffset) {

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
