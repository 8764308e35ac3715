// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.quickstart;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waiting. */
final class Threads {

    private static final long POLL_MS = 20;

    private Threads() {}

    /** Waits until a condition holds; false if it does not in time. */
    static boolean await(BooleanSupplier condition, Duration within) {
        long deadlineNanos = System.nanoTime() + within.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadlineNanos) {
                return false;
            }
            sleep(POLL_MS);
        }
        return true;
    }

    static void sleep(long ms) {
        try {
            TimeUnit.MILLISECONDS.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted.", e);
        }
    }

    /** Waits for a thread to end, whether interrupted or not. */
    static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
