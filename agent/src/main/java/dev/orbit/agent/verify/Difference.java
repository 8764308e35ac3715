// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import org.jspecify.annotations.Nullable;

/**
 * The first thing in which a copy differs from its source.
 *
 * @param partition null where the topics themselves differ
 * @param offset of the record that differs; null where it is no record
 * @param name of what differs, such as {@code log start offset}, {@code log end offset}, {@code offset}, {@code timestamp},
 *     {@code key}, {@code value}
 * @param source its value at the source, shortened where long
 * @param destination its value at the destination, shortened where long
 */
public record Difference(
        TopicPair topics,
        @Nullable Integer partition,
        @Nullable Long offset,
        String name,
        String source,
        String destination) {

    @Override
    public String toString() {
        return topics
                + (partition == null ? "" : " partition " + partition)
                + (offset == null ? "" : " offset " + offset)
                + ": " + name + " is " + source + " at the source and " + destination + " at the destination";
    }
}
