// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import org.jspecify.annotations.Nullable;

/**
 * How far a mirror partition is behind in time. Pure: the clock is an argument. Used under the target's monitor.
 *
 * <p>What is missing now was not there when the mirror was last caught up, so it is no older than that; and it came after
 * what was appended last, so going by timestamps it is no older than that either. The smaller of the two is reported.
 *
 * <p>What the source did since it was last heard is not known: once that is a while ago, the mirror counts as being behind
 * for as long at least.
 */
final class LagClock {

    private static final long NEVER = -1;

    /** Ten times as long as a source at rest takes to say so; one that serves many partitions takes longer. */
    static final long CONFIRMED_WITHIN_MS = 5_000;

    private long caughtUpMs = NEVER;
    private long lastTimestampMs = NEVER;

    /** The mirror held all that the source had at this moment. */
    void caughtUp(long nowMs) {
        caughtUpMs = nowMs;
    }

    /**
     * Batches were appended.
     *
     * @param timestampMs the latest of their timestamps; negative: they have none
     */
    void appended(long timestampMs, long nowMs) {
        // one that lies ahead, by a wrong clock or a wrong unit, says nothing about what came after it
        if (timestampMs <= nowMs) {
            lastTimestampMs = Math.max(lastTimestampMs, timestampMs);
        }
    }

    /**
     * Age of the oldest source record that is not here.
     *
     * @param offsetLag records that are known not to be here
     * @param sinceConfirmedMs since it was known that no others are missing; null: it never was
     * @return null while unknown
     */
    @Nullable
    Long lagMs(long offsetLag, long nowMs, @Nullable Long sinceConfirmedMs) {
        Long known = knownLagMs(offsetLag, nowMs);
        if (known == null || sinceConfirmedMs == null) {
            return null;
        }
        return sinceConfirmedMs <= CONFIRMED_WITHIN_MS ? known : Long.valueOf(Math.max(known, sinceConfirmedMs));
    }

    private @Nullable Long knownLagMs(long offsetLag, long nowMs) {
        if (offsetLag == 0) {
            return 0L;
        }
        if (caughtUpMs == NEVER && lastTimestampMs == NEVER) {
            return null;
        }
        long sinceCaughtUp = caughtUpMs == NEVER ? Long.MAX_VALUE : nowMs - caughtUpMs;
        long sinceTimestamp = lastTimestampMs == NEVER ? Long.MAX_VALUE : nowMs - lastTimestampMs;
        return Math.max(0, Math.min(sinceCaughtUp, sinceTimestamp));
    }
}
