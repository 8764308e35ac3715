// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

/**
 * How many bytes to ask for at once: as many as configured, unless the way to the source is so slow that the answer
 * would not arrive in time. A value.
 *
 * @param bytes to ask for
 * @param bytesMax configured
 */
record FetchSize(int bytes, int bytesMax) {

    private static final int BYTES_MIN = 64 << 10;
    private static final long SLOW_MS = 10_000;
    private static final long FAST_MS = 2_500;

    static FetchSize of(int bytesMax) {
        return new FetchSize(bytesMax, bytesMax);
    }

    FetchSize answeredAfter(long elapsedMs) {
        if (elapsedMs > SLOW_MS) {
            return smaller(2);
        }
        return elapsedMs < FAST_MS && bytes < bytesMax
                ? new FetchSize((int) Math.min(bytesMax, 2L * bytes), bytesMax)
                : this;
    }

    FetchSize timedOut() {
        return smaller(4);
    }

    private FetchSize smaller(int divisor) {
        return new FetchSize(Math.max(Math.min(BYTES_MIN, bytesMax), bytes / divisor), bytesMax);
    }
}
