// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.unproxied;

import java.util.concurrent.atomic.AtomicLong;

/** Records of one topic that were seen at its source since this agent started. They only grow. Thread-safe. */
final class WriteCounts {

    private final AtomicLong proxied = new AtomicLong();
    private final AtomicLong unproxied = new AtomicLong();

    void proxied(int records) {
        proxied.addAndGet(records);
    }

    void unproxied(int records) {
        unproxied.addAndGet(records);
    }

    long proxied() {
        return proxied.get();
    }

    long unproxied() {
        return unproxied.get();
    }
}
