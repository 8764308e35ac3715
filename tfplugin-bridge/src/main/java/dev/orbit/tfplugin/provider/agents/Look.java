// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.agents;

import dev.orbit.schemas.Snapshot;

/**
 * What the agents knew, and when they were asked.
 *
 * @param atNanos on the monotonic clock of this process
 */
public record Look(Snapshot snapshot, long atNanos) {

    private static final double NANOS_PER_SECOND = 1e9;

    /** The time between two looks. */
    public double secondsSince(Look earlier) {
        return (atNanos - earlier.atNanos) / NANOS_PER_SECOND;
    }
}
