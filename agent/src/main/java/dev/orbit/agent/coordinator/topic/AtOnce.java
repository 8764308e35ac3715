// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

/**
 * How many new topics are dealt with at once, in partitions: what is asked of them is answered within a moment, and what is
 * recorded of them is well below what the state takes in one write.
 */
final class AtOnce {

    static final long SIZE_MAX = 10_000;

    /** Of them fit 400. */
    private static final int SMALL_TOPIC = 25;

    private AtOnce() {}

    /** A small topic counts for some partitions more than it has: it has a record of its own, and one of its events. */
    static long size(int partitions) {
        return Math.max(SMALL_TOPIC, partitions);
    }
}
