// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

/**
 * Which source topics are mirrored, under which names. Either literal ({@code sourceTopic}, {@code destinationTopic}) or
 * by regex ({@code sourceRegex}, {@code destinationPrefix}); the other two are null. Defaults are filled in.
 *
 * @param link the link it belongs to
 * @param priority mappings of a link are tried from the lowest to the highest; the first match wins
 * @param sourceRegex matches whole topic names, never an internal topic, {@code __orbit_*} or {@code *.orbit-strays}
 * @param destinationPrefix put before the source's name; empty keeps the name
 * @param beginFetchAtLatestOffset whether a newly matched topic starts at its end instead of its beginning
 * @param startTimestamp RFC 3339; a newly matched topic starts at its first record at or after this moment
 */
public record TopicMappingSpec(
        String link,
        int priority,
        @Nullable String sourceTopic,
        @Nullable String destinationTopic,
        @Nullable String sourceRegex,
        @Nullable String destinationPrefix,
        boolean beginFetchAtLatestOffset,
        @Nullable String startTimestamp,
        AutoMigration autoMigration) {

    /** The literal topic or the regex: what identifies this mapping within its link. */
    @JsonIgnore
    public String source() {
        if (sourceTopic != null) {
            return sourceTopic;
        }
        if (sourceRegex != null) {
            return sourceRegex;
        }
        throw new IllegalStateException(
                "a topic mapping of link " + link + " has neither source_topic nor source_regex");
    }

    /** {@code LINK/SOURCE}, the identity of this mapping. */
    @JsonIgnore
    public String id() {
        return link + "/" + source();
    }
}
