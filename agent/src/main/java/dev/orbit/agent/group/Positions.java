// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.group;

/** Where a partition's log at the destination begins, and up to where it can be read. */
public record Positions(long logStartOffset, long highWatermark) {

    boolean holds(long offset) {
        return offset >= logStartOffset && offset <= highWatermark;
    }
}
