// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

/** How the connection to a source cluster fares. */
public enum LinkState {
    /** Declared, and not yet reached for the first time. */
    PENDING,
    ACTIVE,

    /** The source answers, and the link is declared as paused: nothing is mirrored over it. */
    PAUSED,

    /** The source did not answer at the last attempt; Orbit keeps trying. */
    UNREACHABLE,
    /** What answers is not the cluster this link is for; nothing is mirrored or forwarded. */
    FAILED
}
