// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What the log has been told of clients within the last minute. Each thing is told once a minute, for a client may try on and
 * on; and so many things in all, for clients name themselves. Thread-safe; the clock is an argument.
 */
final class LatelyTold {

    private static final long AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Between two looks through all that was told: threads wait for one another here. */
    private static final long PURGE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int perMinuteMax;
    private final Map<String, Long> toldNanos = new HashMap<>();
    private long purgedNanos;

    /** @param perMinuteMax things that are told within any minute */
    LatelyTold(int perMinuteMax) {
        this.perMinuteMax = perMinuteMax;
    }

    /** Whether to tell it now. */
    synchronized boolean isToBeTold(String thing, long nowNanos) {
        if (toldNanos.isEmpty() || nowNanos - purgedNanos >= PURGE_NANOS) {
            toldNanos.values().removeIf(told -> isLongAgo(told, nowNanos));
            purgedNanos = nowNanos;
        }
        Long told = toldNanos.get(thing);
        boolean isDue = told == null ? toldNanos.size() < perMinuteMax : isLongAgo(told, nowNanos);
        if (isDue) {
            toldNanos.put(thing, nowNanos);
        }
        return isDue;
    }

    private static boolean isLongAgo(long toldNanos, long nowNanos) {
        return nowNanos - toldNanos >= AGAIN_NANOS;
    }
}
