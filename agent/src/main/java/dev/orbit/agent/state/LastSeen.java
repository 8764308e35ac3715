// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import org.jspecify.annotations.Nullable;

/**
 * What agents knew of a source partition before they were cut off from it.
 *
 * @param endOffset the source's high watermark when it was last heard; null: no agent that leads the partition ever did
 * @param heardMs wall clock, when that was; null: it is not known
 * @param acknowledgedEnd the offset after the highest one that the source acknowledged to a producer through the gate; null:
 *     none that anybody remembers
 */
public record LastSeen(
        @Nullable Long endOffset,
        @Nullable Long heardMs,
        @Nullable Long acknowledgedEnd) {

    /** Nobody knows anything. */
    public static final LastSeen NOTHING = new LastSeen(null, null, null);
}
