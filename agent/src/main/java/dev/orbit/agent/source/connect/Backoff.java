// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.connect;

/**
 * How long to wait after failures in a row: twice as long each time. A value; the time is the caller's.
 *
 * @param failureCount in a row
 * @param notBeforeNanos when to try again
 */
public record Backoff(int failureCount, long notBeforeNanos) {

    private static final int DOUBLINGS_MAX = 20;

    /** Nothing failed. */
    public static Backoff none(long nowNanos) {
        return new Backoff(0, nowNanos);
    }

    /** One failure more. */
    public Backoff failed(long nowNanos, long firstMs, long longestMs) {
        long waitMs = Math.min(longestMs, firstMs << Math.min(failureCount, DOUBLINGS_MAX));
        return new Backoff(failureCount + 1, nowNanos + waitMs * 1_000_000);
    }

    public boolean isOver(long nowNanos) {
        return nowNanos - notBeforeNanos >= 0;
    }

    /** Rounded up, so that it is over after that long. */
    public long remainingMs(long nowNanos) {
        return Math.max(0, (notBeforeNanos - nowNanos + 999_999) / 1_000_000);
    }
}
