// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.connect;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes the one thread that waits for something to do. Raised before the wait, it ends the wait at once. */
public final class Signal {

    private final Semaphore permits = new Semaphore(0);

    public void raise() {
        if (permits.availablePermits() == 0) {
            permits.release();
        }
    }

    /** Waits until it is raised or the time is over. Returns false if the thread was interrupted, which ends it. */
    public boolean await(long timeoutNanos) {
        try {
            if (permits.tryAcquire(timeoutNanos, TimeUnit.NANOSECONDS)) {
                permits.drainPermits();
            }
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
