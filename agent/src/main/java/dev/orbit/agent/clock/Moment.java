// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.clock;

import java.util.concurrent.TimeUnit;

/**
 * A moment on both of this machine's clocks. The monotonic one stands still while the machine sleeps; the wall clock may be
 * set. So what is over by either of them is over: a wall clock that is put forward ends it early, and one that is put back
 * does not prolong it. Immutable.
 *
 * @param nanos monotonic clock, which starts anywhere, and may run over
 * @param ms wall clock
 */
public record Moment(long nanos, long ms) {

    public static Moment now() {
        return new Moment(System.nanoTime(), System.currentTimeMillis());
    }

    /** A later moment, or with a negative number an earlier one. */
    public Moment plusMs(long addedMs) {
        return new Moment(nanos + TimeUnit.MILLISECONDS.toNanos(addedMs), ms + addedMs);
    }

    /** Whether neither clock has reached the other moment. */
    public boolean isBefore(Moment other) {
        return nanos - other.nanos < 0 && ms < other.ms;
    }

    /** On each of the clocks the one that it showed first. */
    public Moment orEarlier(Moment other) {
        return new Moment(other.nanos - nanos < 0 ? other.nanos : nanos, Math.min(other.ms, ms));
    }

    /** How long ago it was, on the clock that says more; rounded up. */
    public long msUntil(Moment now) {
        return Math.max(TimeUnit.NANOSECONDS.toMillis(now.nanos - nanos), now.ms - ms) + 1;
    }
}
