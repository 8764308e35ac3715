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

    /** Whether the two logs were of the same length, so that the same transactions must be open in them. */
    boolean isComparableTo(LogBounds other) {
        return isStill && other.isStill && endOffset == other.endOffset;
    }
}
