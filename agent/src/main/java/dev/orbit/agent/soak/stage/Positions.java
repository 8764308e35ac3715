// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.stage;

/** Where a partition starts and ends, for readers. */
public record Positions(long logStartOffset, long lastStableOffset, long highWatermark) {

    /** Whether both end at the same offset for every reader. */
    public boolean endsWith(Positions other) {
        return lastStableOffset == other.lastStableOffset && highWatermark == other.highWatermark;
    }

    @Override
    public String toString() {
        return logStartOffset + ".."
                + (lastStableOffset == highWatermark ? "" : "(stable to " + lastStableOffset + ")..") + highWatermark;
    }
}
