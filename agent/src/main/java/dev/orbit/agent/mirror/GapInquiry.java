// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import java.util.concurrent.TimeUnit;

/**
 * When to ask whether the source holds nothing where the mirror stands: at once, and again less and less often while the
 * mirror stands there. Pure: the clock is an argument.
 */
final class GapInquiry {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long PAUSE_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);
    private static final long NEVER = -1;

    private long offset = NEVER;
    private long askedNanos;
    private long pauseNanos;

    /** Whether to ask now; if so, it counts as asked. */
    boolean isDue(long standsAt, long nowNanos) {
        if (standsAt != offset) {
            offset = standsAt;
            pauseNanos = PAUSE_NANOS;
        } else if (nowNanos - askedNanos < pauseNanos) {
            return false;
        } else {
            pauseNanos = Math.min(PAUSE_NANOS_MAX, 2 * pauseNanos);
        }
        askedNanos = nowNanos;
        return true;
    }
}
