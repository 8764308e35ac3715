// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which source topics are mirrored, under which names. Either literal ({@code sourceTopic}, {@code destinationTopic}) or
 * by regex ({@code sourceRegex}, {@code destinationPrefix}); the other two are null. Defaults are filled in.
 *
 * @param link the link it belongs to
 * @param priority mappings of a link are tried from the lowest to the highest; the first match wins
 * @param sourceRegex matches whole topic names, never an internal topic, {@code __orbit_*} or {@code *.orbit-strays}
 * @param destinationPrefix put before the source's name; empty keeps the name
 * @param beginFetchAtLatestOffset whether a newly matched topic starts at its end instead of its beginning; one that is
 *     created after the mapping was declared starts at its beginning, as far as that is known
 * @param startTimestamp RFC 3339; a newly matched topic starts at its first record at or after this moment
 * @param replicationFactor of mirror topics that are created from now on; null: the destination's default
 * @param topicConfig Kafka's own names and values, kept on the mirror topics instead of what the source has
 * @param exclude regexes of whole source topic names that {@code sourceRegex} does not match; of a literal mapping empty
 * @param topicConfigInclude regexes of whole config names; a config of the source that none matches is not copied
 * @param topicConfigExclude regexes of whole config names; a config of the source that one matches is not copied,
 *     included or not
 * @param followSourceDeletion whether a mirror topic is deleted when its source topic is
 * @param irreversibleDisableOrbitManagement whether Orbit lets go of the matched topics, for good and as they are
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
        Map<String, String> topicConfig,
        List<String> exclude,
        List<String> topicConfigInclude,
        List<String> topicConfigExclude,
        boolean followSourceDeletion,
        boolean irreversibleDisableOrbitManagement) {

    /** Of {@code topicConfigInclude}: all that is ever copied. */
    public static final List<String> ALL_CONFIGS = List.of(".*");

    public TopicMappingSpec {
        // null in what an agent stored before there were these fields
        topicConfig = topicConfig == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(topicConfig));
        exclude = exclude == null ? List.of() : List.copyOf(exclude);
        topicConfigInclude = topicConfigInclude == null ? ALL_CONFIGS : List.copyOf(topicConfigInclude);
        topicConfigExclude = topicConfigExclude == null ? List.of() : List.copyOf(topicConfigExclude);
    }

    /** A mapping of one topic, with everything else at its default. */
    public static TopicMappingSpec literal(String link, int priority, String sourceTopic, String destinationTopic) {
        return ofDefaults(link, priority, sourceTopic, destinationTopic, null, null);
    }

    /** A mapping of all topics whose whole name matches, with everything else at its default. */
    public static TopicMappingSpec regex(String link, int priority, String sourceRegex, String destinationPrefix) {
        return ofDefaults(link, priority, null, null, sourceRegex, destinationPrefix);
    }

    private static TopicMappingSpec ofDefaults(
            String link,
            int priority,
            @Nullable String sourceTopic,
            @Nullable String destinationTopic,
            @Nullable String sourceRegex,
            @Nullable String destinationPrefix) {
        return new TopicMappingSpec(
                link,
                priority,
                sourceTopic,
                destinationTopic,
                sourceRegex,
                destinationPrefix,
                false,
                null,
                AutoMigration.INHERIT,
                null,
                Map.of(),
                List.of(),
                ALL_CONFIGS,
                List.of(),
                false,
                false);
    }

    /** The same, started where the source ends. */
    public TopicMappingSpec fromLatest() {
        return with(copy -> copy.latest = true);
    }

    /** The same, started at the first record. */
    public TopicMappingSpec fromFirstRecord() {
        return with(copy -> {
            copy.latest = false;
            copy.timestamp = null;
        });
    }

    /** The same, started at a moment in RFC 3339. */
    public TopicMappingSpec since(@Nullable String timestamp) {
        return with(copy -> copy.timestamp = timestamp);
    }

    public TopicMappingSpec withAutoMigration(AutoMigration other) {
        return with(copy -> copy.migration = other);
    }

    public TopicMappingSpec withReplicationFactor(int other) {
        return with(copy -> copy.replicas = other);
    }

    public TopicMappingSpec withTopicConfig(Map<String, String> other) {
        return with(copy -> copy.config = other);
    }

    public TopicMappingSpec withExclude(String... regexes) {
        return with(copy -> copy.excluded = List.of(regexes));
    }

    public TopicMappingSpec withTopicConfigInclude(String... regexes) {
        return with(copy -> copy.configInclude = List.of(regexes));
    }

    public TopicMappingSpec withTopicConfigExclude(String... regexes) {
        return with(copy -> copy.configExclude = List.of(regexes));
    }

    public TopicMappingSpec withFollowSourceDeletion(boolean other) {
        return with(copy -> copy.follows = other);
    }

    public TopicMappingSpec withIrreversibleDisableOrbitManagement(boolean other) {
        return with(copy -> copy.letsGo = other);
    }

    private TopicMappingSpec with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.mapping();
    }

    /** A mapping in the making: all as it was, until set. */
    private static final class Copy {
        private final TopicMappingSpec of;
        private boolean latest;
        private @Nullable String timestamp;
        private AutoMigration migration;
        private @Nullable Integer replicas;
        private Map<String, String> config;
        private List<String> excluded;
        private List<String> configInclude;
        private List<String> configExclude;
        private boolean follows;
        private boolean letsGo;

        private Copy(TopicMappingSpec of) {
            this.of = of;
            this.latest = of.beginFetchAtLatestOffset;
            this.timestamp = of.startTimestamp;
            this.migration = of.autoMigration;
            this.replicas = of.replicationFactor;
            this.config = of.topicConfig;
            this.excluded = of.exclude;
            this.configInclude = of.topicConfigInclude;
            this.configExclude = of.topicConfigExclude;
            this.follows = of.followSourceDeletion;
            this.letsGo = of.irreversibleDisableOrbitManagement;
        }

        private TopicMappingSpec mapping() {
            return new TopicMappingSpec(
                    of.link,
                    of.priority,
                    of.sourceTopic,
                    of.destinationTopic,
                    of.sourceRegex,
                    of.destinationPrefix,
                    latest,
                    timestamp,
                    migration,
                    replicas,
                    config,
                    excluded,
                    configInclude,
                    configExclude,
                    follows,
                    letsGo);
        }
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
