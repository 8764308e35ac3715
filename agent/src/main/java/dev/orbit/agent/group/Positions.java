// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.group;

/**
 * Where a partition's log at the destination begins, and up to where it can be read.
 *
 * @param topicId of the topic whose log it is
 * @param hasDiverged whether the log holds what the source has no more: offsets do not mean the same there
 */
public record Positions(String topicId, long logStartOffset, long highWatermark, boolean hasDiverged) {

    boolean holds(long offset) {
        return offset >= logStartOffset && offset <= highWatermark;
    }
}
