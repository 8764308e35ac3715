// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

/**
 * The source topic is compacted: tombstones and markers are gone some time after they were written.
 *
 * @param deleteRetentionMs how long they stay at least
 * @param heldAsOfMs wall clock: every partition of the mirror holds all that the source had at this moment, or at a later
 *     one; recorded now and then
 */
public record SourceCompaction(long deleteRetentionMs, long heldAsOfMs) {

    private static final int RECORDED_PER_RETENTION = 8;
    private static final long STEP_MS_MIN = 1_000;

    public SourceCompaction withHeldAsOf(long ms) {
        return new SourceCompaction(deleteRetentionMs, ms);
    }

    /** A moment as it is reported and recorded: down to a full step, so that little is written. */
    public long toStep(long ms) {
        long stepMs = Math.max(STEP_MS_MIN, deleteRetentionMs / RECORDED_PER_RETENTION);
        return ms - Math.floorMod(ms, stepMs);
    }
}
