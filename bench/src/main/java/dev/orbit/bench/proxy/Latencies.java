// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.proxy;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counts latencies in steps of 20 µs up to 10 s; more counts as that. Thread-safe. */
final class Latencies {

    private static final int STEP_NANOS = 20_000;
    private static final int STEPS = 500_000;

    private final AtomicLongArray counts = new AtomicLongArray(STEPS);

    void add(long nanos) {
        counts.incrementAndGet((int) Math.min(STEPS - 1, nanos / STEP_NANOS));
    }

    /** Forgets what it counted. */
    void clear() {
        for (int i = 0; i < STEPS; i++) {
            counts.set(i, 0);
        }
    }

    /** The latency, in ms, that this share of all does not exceed. */
    double percentileMs(double share) {
        long all = 0;
        for (int i = 0; i < STEPS; i++) {
            all += counts.get(i);
        }
        int step = 0;
        long seen = counts.get(0);
        while (step < STEPS - 1 && seen < share * all) {
            step++;
            seen += counts.get(step);
        }
        return (step + 1) * (STEP_NANOS / 1e6);
    }
}
