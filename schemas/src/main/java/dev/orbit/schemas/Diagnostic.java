// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import org.jspecify.annotations.Nullable;

/**
 * Something about a mirror topic that needs somebody's attention, and goes on.
 *
 * @param name {@value #UNPROXIED_SOURCE_WRITES} or {@value #POST_MIGRATION_SOURCE_WRITES}
 * @param topic name at the destination
 * @param since when it was noticed, in RFC 3339, in UTC
 * @param last when the last of it was noticed, to some seconds
 * @param records how many records it is about, since then; at least, for what cannot be known is not counted
 * @param recordsPerSecond in the last minute; null while that is not known
 * @param share of all records written to the source in the last minute, 0 to 1; null while that is not known
 * @param straysTopic at the destination, into which the records are copied; null where there is none
 * @param recognised records of produces that were retried after the cutover and are in the topic itself, not among
 *     {@code records}; null where there can be none
 * @param message what it means, and what to do about it
 */
public record Diagnostic(
        String name,
        String link,
        String topic,
        String since,
        String last,
        long records,
        @Nullable Double recordsPerSecond,
        @Nullable Double share,
        @Nullable String straysTopic,
        @Nullable Long recognised,
        String message) {

    /** Records are written to the source of a proxied topic past the proxy. */
    public static final String UNPROXIED_SOURCE_WRITES = "unproxied_source_writes";

    /** Records are written to the source of a topic that has moved. */
    public static final String POST_MIGRATION_SOURCE_WRITES = "post_migration_source_writes";
}
