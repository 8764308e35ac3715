// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
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
 * @param replicationFactor of mirror topics that are created from now on; null: the destination's default
 * @param topicConfig Kafka's own names and values, kept on the mirror topics instead of what the source has
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
        AutoMigration autoMigration,
        @Nullable Integer replicationFactor,
        Map<String, String> topicConfig) {

    public TopicMappingSpec {
        topicConfig = topicConfig == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(topicConfig));
    }

    /** A mapping of one topic, with everything else at its default. */
    public static TopicMappingSpec literal(String link, int priority, String sourceTopic, String destinationTopic) {
        return new TopicMappingSpec(
                link,
                priority,
                sourceTopic,
                destinationTopic,
                null,
                null,
                false,
                null,
                AutoMigration.INHERIT,
                null,
                Map.of());
    }

    /** A mapping of all topics whose whole name matches, with everything else at its default. */
    public static TopicMappingSpec regex(String link, int priority, String sourceRegex, String destinationPrefix) {
        return new TopicMappingSpec(
                link,
                priority,
                null,
                null,
                sourceRegex,
                destinationPrefix,
                false,
                null,
                AutoMigration.INHERIT,
                null,
                Map.of());
    }

    /** The same, started where the source ends. */
    public TopicMappingSpec fromLatest() {
        return with(true, startTimestamp, autoMigration, replicationFactor, topicConfig);
    }

    /** The same, started at a moment in RFC 3339. */
    public TopicMappingSpec since(@Nullable String timestamp) {
        return with(beginFetchAtLatestOffset, timestamp, autoMigration, replicationFactor, topicConfig);
    }

    public TopicMappingSpec withAutoMigration(AutoMigration other) {
        return with(beginFetchAtLatestOffset, startTimestamp, other, replicationFactor, topicConfig);
    }

    public TopicMappingSpec withReplicationFactor(int other) {
        return with(beginFetchAtLatestOffset, startTimestamp, autoMigration, other, topicConfig);
    }

    public TopicMappingSpec withTopicConfig(Map<String, String> other) {
        return with(beginFetchAtLatestOffset, startTimestamp, autoMigration, replicationFactor, other);
    }

    private TopicMappingSpec with(
            boolean latest,
            @Nullable String timestamp,
            AutoMigration migration,
            @Nullable Integer replicas,
            Map<String, String> config) {
        return new TopicMappingSpec(
                link,
                priority,
                sourceTopic,
                destinationTopic,
                sourceRegex,
                destinationPrefix,
                latest,
                timestamp,
                migration,
                replicas,
                config);
    }

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
