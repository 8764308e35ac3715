// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

/**
 * Keeps the bytes that all fetchers of a link read to a rate, on average: whoever is about to ask waits until what was read
 * before has been paid for. Unused time is not saved up for longer than a second. Thread-safe; the time is the caller's.
 */
final class Throttle {

    /** As long as there is no bound. */
    static final int UNBOUNDED = Integer.MAX_VALUE;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final long SAVED_NANOS = 1_000_000_000L;

    /** A fetch is no larger than what this much of a second pays for, so that the source is read evenly. */
    private static final double FETCH_SECONDS = 0.25;

    private static final int FETCH_BYTES_MIN = 64 << 10;

    private double bytesPerSecond;
    private long paidNanos;

    /** @param bytesPerSecond infinite: no bound */
    Throttle(double bytesPerSecond, long nowNanos) {
        this.bytesPerSecond = bytesPerSecond;
        this.paidNanos = nowNanos;
    }

    synchronized void bytesPerSecond(double other) {
        bytesPerSecond = other;
    }

    /** On average; infinite: no bound. */
    synchronized double bytesPerSecond() {
        return bytesPerSecond;
    }

    /** Most bytes to ask for at once. */
    synchronized int fetchBytesMax() {
        return (int) Math.min(UNBOUNDED, Math.max(FETCH_BYTES_MIN, bytesPerSecond * FETCH_SECONDS));
    }

    /** How long not to ask for more. */
    synchronized long waitNanos(long nowNanos) {
        return Math.max(0, paidNanos - nowNanos);
    }

    /** This much was read. */
    synchronized void read(long bytes, long nowNanos) {
        long saved = nowNanos - SAVED_NANOS;
        paidNanos = (paidNanos - saved > 0 ? paidNanos : saved) + (long) (bytes / bytesPerSecond * NANOS_PER_SECOND);
    }
}
