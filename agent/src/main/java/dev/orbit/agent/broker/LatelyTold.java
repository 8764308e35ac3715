// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What the log has been told of clients within the last minute. Each thing is told once a minute, for a client may try on and
 * on; and so many things in all, for clients name themselves. Thread-safe; the clock is an argument.
 */
final class LatelyTold {

    private static final long AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final int perMinuteMax;
    private final Map<String, Long> toldNanos = new HashMap<>();

    /** @param perMinuteMax things that are told within any minute */
    LatelyTold(int perMinuteMax) {
        this.perMinuteMax = perMinuteMax;
    }

    /** Whether to tell it now. */
    synchronized boolean isToBeTold(String thing, long nowNanos) {
        toldNanos.values().removeIf(told -> nowNanos - told >= AGAIN_NANOS);
        return toldNanos.size() < perMinuteMax && toldNanos.putIfAbsent(thing, nowNanos) == null;
    }
}
