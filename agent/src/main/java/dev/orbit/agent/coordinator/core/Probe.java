// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.core;

import dev.orbit.agent.clock.Moment;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * When the coordinator writes something for no other reason than that its followers take it. One that does not fetch, but
 * lives, counts as in sync for as long as there is nothing that it lacks, and while it does nobody else's lease is renewed:
 * it might be the coordinator by now. What it lacks has it leave the in-sync replicas. Pure; not thread-safe.
 */
final class Probe {

    /** Well beyond what followers in order take, and short enough for a lease to last until one has left. */
    private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private long sureNanos;

    Probe(long nowNanos) {
        this.sureNanos = nowNanos;
    }

    /**
     * Whether it is time for one, which is then taken for written.
     *
     * @param led up to when nobody else can have been the coordinator; empty: not known
     */
    boolean isDue(Optional<Moment> led, long nowNanos) {
        if (led.isPresent() && led.get().nanos() - sureNanos > 0) {
            sureNanos = led.get().nanos();
        }
        boolean isDue = nowNanos - sureNanos >= STALE_NANOS;
        if (isDue) {
            sureNanos = nowNanos;
        }
        return isDue;
    }
}
