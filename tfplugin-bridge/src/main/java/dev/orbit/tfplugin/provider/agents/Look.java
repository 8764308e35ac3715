// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.agents;

import dev.orbit.schemas.Snapshot;

/**
 * What the agents knew, and when they were asked.
 *
 * @param atNs on the monotonic clock of this process
 */
public record Look(Snapshot snapshot, long atNs) {

    private static final double NS_PER_SECOND = 1e9;

    /** The time between two looks. */
    public double secondsSince(Look earlier) {
        return (atNs - earlier.atNs) / NS_PER_SECOND;
    }
}
