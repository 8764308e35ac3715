// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

/** Where a mirror topic's producers are served. */
public enum MigrationState {
    /** Produces to the destination are refused; producers write to the source themselves. */
    REJECT,
    /** Produces to the destination are forwarded to the source. */
    PROXY,
    /** The cutover is under way: forwarded while the mirror catches up, then held while the rest drains. */
    MIGRATING,
    /** Orbit has let go; the destination serves produces itself. There is no way back. */
    COMPLETE
}
