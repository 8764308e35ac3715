// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

/**
 * Where a partition's log starts and ends in one cluster.
 *
 * @param endOffset the high watermark
 * @param lastStableOffset readers of committed records read below it
 * @param isStill whether the end was the same before and after the last stable offset was read
 */
record LogBounds(long logStartOffset, long endOffset, long lastStableOffset, boolean isStill) {

    /**
     * Whether readers of committed records stop at different offsets, though the two logs were of the same length and the
     * same transactions must be open in them. A log start that lies beyond such a transaction has taken it away: readers go
     * on from there. One of which the records were deleted says nothing: the other side may have ended it, or begun behind it.
     */
    boolean isHeldUpElsewhere(LogBounds other) {
        long start = Math.max(logStartOffset, other.logStartOffset);
        return isStill
                && other.isStill
                && endOffset == other.endOffset
                && !isHeldUpByWhatWasDeleted()
                && !other.isHeldUpByWhatWasDeleted()
                && Math.max(start, lastStableOffset) != Math.max(start, other.lastStableOffset);
    }

    /**
     * Whether readers of committed records stop where the log starts, by a transaction whose first records are gone from it as
     * it seems: one that begins right there looks the same. Of a log that starts inside a batch Kafka gives where that one
     * begins. Below offset 0 nothing was deleted.
     */
    boolean isHeldUpByWhatWasDeleted() {
        return logStartOffset > 0 && lastStableOffset <= logStartOffset && lastStableOffset < endOffset;
    }
}
