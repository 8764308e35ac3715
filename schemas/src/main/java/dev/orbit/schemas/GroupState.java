// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

/** How the copy of a consumer group's offsets fares. */
public enum GroupState {
    /** Every commit of the source group is at the destination, or is being written there. */
    COPIED,
    /** Some commits lie beyond what is mirrored; they are copied once it is. */
    WAITING,
    /** The group has members at the destination: its commits are its own. */
    ACTIVE,
    /** The group has commits at the destination that Orbit did not write: they are never overwritten. */
    MOVED,
    /** It is of a kind that commits no offsets a consumer goes on from, such as a share group. */
    SKIPPED,
    /** The source or the destination refuses. */
    FAILED
}
