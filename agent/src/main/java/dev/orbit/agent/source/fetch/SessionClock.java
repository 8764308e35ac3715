// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

/**
 * When a fetch session was last answered. An incremental session leaves out partitions of which nothing changed: for
 * them the answer of the session is the news. One thread sets it, any reads it.
 */
final class SessionClock {

    private volatile long lastAnswerNanos;

    void answered(long nowNanos) {
        lastAnswerNanos = nowNanos;
    }

    long lastAnswerNanos() {
        return lastAnswerNanos;
    }
}
