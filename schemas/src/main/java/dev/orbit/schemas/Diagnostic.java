// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that needs somebody's attention, and goes on.
 *
 * @param name {@value #UNPROXIED_SOURCE_WRITES}, {@value #POST_MIGRATION_SOURCE_WRITES},
 *     {@value #POST_MIGRATION_SOURCE_UNWATCHED} or {@value #ACL_SHADOW_DENIED}
 * @param link null where it is not about a mirror topic
 * @param topic name at the destination; null where it is not about one topic
 * @param topics all that it is about, by name at the destination; empty where it is not about topics
 * @param since when it was noticed, in RFC 3339, in UTC
 * @param last when the last of it was noticed, to some seconds
 * @param records how many records it is about, since then; at least, for what cannot be known is not counted; null where
 *     it is not about records
 * @param recordsPerSecond in the last minute; null while that is not known
 * @param share of all records written to the source in the last minute, 0 to 1; null while that is not known
 * @param straysTopic at the destination, into which the records are copied; null where there is none
 * @param recognised records of produces that were retried after the cutover and are in the topic itself, not among
 *     {@code records}; null where there can be none
 * @param denied null where it is not about ACLs
 * @param message what it means, and what to do about it
 */
public record Diagnostic(
        String name,
        @Nullable String link,
        @Nullable String topic,
        List<String> topics,
        String since,
        String last,
        @Nullable Long records,
        @Nullable Double recordsPerSecond,
        @Nullable Double share,
        @Nullable String straysTopic,
        @Nullable Long recognised,
        @Nullable Denied denied,
        String message) {

    /** Records are written to the source of a proxied topic past the proxy. */
    public static final String UNPROXIED_SOURCE_WRITES = "unproxied_source_writes";

    /** Records are written to the source of a topic that has moved. */
    public static final String POST_MIGRATION_SOURCE_WRITES = "post_migration_source_writes";

    /** It cannot be seen whether records are written to the sources of topics that have moved. */
    public static final String POST_MIGRATION_SOURCE_UNWATCHED = "post_migration_source_unwatched";

    /** Somebody asked for what the destination's ACLs do not allow, and was let, as they are in shadow. */
    public static final String ACL_SHADOW_DENIED = "acl_shadow_denied";

    public Diagnostic {
        topics = topicsOf(topic, topics);
    }

    /** An agent of before tells the one topic alone. */
    private static List<String> topicsOf(@Nullable String topic, @Nullable List<String> topics) {
        if (topics != null) {
            return List.copyOf(topics);
        }
        return topic == null ? List.of() : List.of(topic);
    }

    /** About one topic, or none. */
    public Diagnostic(
            String name,
            @Nullable String link,
            @Nullable String topic,
            String since,
            String last,
            @Nullable Long records,
            @Nullable Double recordsPerSecond,
            @Nullable Double share,
            @Nullable String straysTopic,
            @Nullable Long recognised,
            @Nullable Denied denied,
            String message) {
        this(
                name,
                link,
                topic,
                topicsOf(topic, null),
                since,
                last,
                records,
                recordsPerSecond,
                share,
                straysTopic,
                recognised,
                denied,
                message);
    }

    /**
     * What would be refused with the ACLs enforced.
     *
     * @param principal as ACLs name it, such as {@code User:app}
     * @param operation such as {@code WRITE}
     * @param resourceType such as {@code TOPIC}
     * @param resource its name; * where one of the type would have been enough
     * @param requests how often it was asked for since, at the agents that run now
     */
    public record Denied(String principal, String operation, String resourceType, String resource, long requests) {}
}
