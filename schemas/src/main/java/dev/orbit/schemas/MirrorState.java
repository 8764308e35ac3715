// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

/** How the mirroring of a topic fares. */
public enum MirrorState {
    ACTIVE,
    PAUSED,
    STALE,
    DIVERGED,
    FAILED,
    SOURCE_DELETED
}
