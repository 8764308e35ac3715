// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes may be held at once. Thread-safe. */
final class ByteBudget {

    private final long bytesMax;
    private final AtomicLong used = new AtomicLong();

    ByteBudget(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Takes so many if they are to be had. Any amount is, while nothing is held: else it never would be. */
    boolean tryTake(int bytes) {
        long before = used.getAndUpdate(held -> fits(held, bytes) ? held + bytes : held);
        return fits(before, bytes);
    }

    private boolean fits(long held, int bytes) {
        return held == 0 || held + bytes <= bytesMax;
    }

    void giveBack(int bytes) {
        used.addAndGet(-bytes);
    }

    long held() {
        return used.get();
    }

    long bytesMax() {
        return bytesMax;
    }
}
