// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import org.jspecify.annotations.Nullable;

/**
 * The first thing in which two logs, or two topics, differ.
 *
 * @param offset of the record; null where it is no single record
 * @param what differs, such as {@code value}, {@code transaction outcome}, {@code log end offset}
 * @param source what the source has, shortened where long
 * @param destination what the destination has, shortened where long
 */
public record FirstDifference(@Nullable Long offset, String what, String source, String destination) {

    static FirstDifference of(Merge.Found found) {
        RecordDifference difference = found.difference();
        return new FirstDifference(found.offset(), difference.name(), difference.source(), difference.destination());
    }

    @Override
    public String toString() {
        return (offset == null ? "" : "offset " + offset + ": ") + what + " is " + source + " at the source and "
                + destination + " at the destination";
    }
}
