// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas.check;

import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.schemas.TopicMatching;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rules of a topic mapping. */
public final class TopicMappingChecks {

    private final TopicMappingSpec mapping;
    private final List<Problem> problems = new ArrayList<>();

    private TopicMappingChecks(TopicMappingSpec mapping) {
        this.mapping = mapping;
    }

    /** All that is wrong with this mapping by itself. */
    public static List<Problem> problems(TopicMappingSpec mapping) {
        TopicMappingChecks checks = new TopicMappingChecks(mapping);
        checks.checkForm();
        checks.checkName("source_topic", mapping.sourceTopic());
        checks.checkName("destination_topic", mapping.destinationTopic());
        checks.checkPrefix();
        checks.checkRegexes();
        checks.checkStart();
        checks.checkReplicationFactor();
        checks.checkTopicConfig();
        checks.checkTopicConfigRegexes();
        AutoMigrationChecks.problems(mapping.autoMigration())
                .forEach(problem -> checks.problems.add(problem.under("auto_migration")));
        return List.copyOf(checks.problems);
    }

    /** The problem of a mapping that asks for the proxy by itself, over a link that cannot proxy. */
    public static Optional<Problem> proxyProblem(LinkSpec link, TopicMappingSpec mapping) {
        boolean asks = Boolean.TRUE.equals(mapping.autoMigration().enable());
        return asks && link.autoMigrationSourceClusterCredentials() == null
                ? Optional.of(proxyWithoutCredentials())
                : Optional.empty();
    }

    static Problem proxyWithoutCredentials() {
        return new Problem(
                "missing_proxy_credentials",
                "Auto migration is enabled, and the link has no auto_migration_source_cluster_credentials to forward"
                        + " producers with.",
                "auto_migration.enable",
                "Add auto_migration_source_cluster_credentials; it may name the variables of"
                        + " source_cluster_credentials, and is {} for a source without authentication.");
    }

    private void checkForm() {
        boolean literal = mapping.sourceTopic() != null || mapping.destinationTopic() != null;
        boolean regex = mapping.sourceRegex() != null || mapping.destinationPrefix() != null;
        if (literal && regex) {
            add(
                    "mixed_mapping_forms",
                    "The mapping mixes the literal and the regex form.",
                    null,
                    "Give either source_topic and destination_topic, or source_regex and destination_prefix.");
        } else if (mapping.sourceTopic() == null && mapping.sourceRegex() == null) {
            add(
                    "missing_source",
                    "The mapping names no source: neither source_topic nor source_regex.",
                    null,
                    "Give either source_topic and destination_topic, or source_regex and destination_prefix.");
        } else if (mapping.sourceTopic() != null && mapping.destinationTopic() == null) {
            add(
                    "missing_destination_topic",
                    "The mapping of source topic \"" + mapping.sourceTopic() + "\" names no destination topic.",
                    "destination_topic",
                    "Add destination_topic: " + mapping.sourceTopic() + " to keep the name, or another name.");
        }
    }

    private void checkName(String field, @Nullable String topic) {
        if (topic == null) {
            return;
        }
        TopicNames.illegal(topic)
                .ifPresent(why -> add(
                        "invalid_topic_name",
                        "The topic name \"" + topic + "\" " + why + ".",
                        field,
                        "Give a name that Kafka allows; for several topics use source_regex."));
        if (TopicMatching.isReserved(topic)) {
            add(
                    "reserved_topic",
                    "The topic \"" + topic + "\" is an internal one of Kafka or Orbit and is never mirrored.",
                    field,
                    "Choose another topic.");
        }
    }

    private void checkPrefix() {
        String prefix = mapping.destinationPrefix();
        if (prefix == null || prefix.isEmpty()) {
            return;
        }
        // a letter behind it: a prefix may end where a whole name may not
        TopicNames.illegal(prefix + "x")
                .ifPresent(why -> add(
                        "invalid_destination_prefix",
                        "The destination prefix \"" + prefix + "\" cannot begin a topic name: it " + why + ".",
                        "destination_prefix",
                        "Use letters, digits, dots, dashes and underscores."));
        if (prefix.startsWith("__orbit_")) {
            add(
                    "reserved_topic",
                    "The destination prefix \"" + prefix + "\" makes names that are reserved for Orbit.",
                    "destination_prefix",
                    "Choose another prefix.");
        }
    }

    private void checkRegexes() {
        String regex = mapping.sourceRegex();
        if (regex != null) {
            RegexChecks.problem("source_regex", regex, "topic").ifPresent(problems::add);
        } else if (!mapping.exclude().isEmpty()) {
            add(
                    "exclude_without_regex",
                    "The mapping of one topic has exclude, " + mapping.exclude() + ", which only means something beside"
                            + " source_regex.",
                    "exclude",
                    "Remove exclude, or map several topics with source_regex.");
        }
        problems.addAll(RegexChecks.problems("exclude", mapping.exclude(), "topic"));
    }

    private void checkStart() {
        String timestamp = mapping.startTimestamp();
        if (timestamp == null) {
            return;
        }
        if (mapping.beginFetchAtLatestOffset()) {
            add(
                    "conflicting_start",
                    "Both begin_fetch_at_latest_offset and start_timestamp say where the mirror starts.",
                    "start_timestamp",
                    "Remove one of the two.");
        }
        try {
            OffsetDateTime.parse(timestamp);
        } catch (DateTimeParseException e) {
            add(
                    "invalid_start_timestamp",
                    "\"" + timestamp + "\" is not a moment in RFC 3339.",
                    "start_timestamp",
                    "Write date, time and zone, such as 2026-01-31T08:00:00Z.");
        }
    }

    private void checkReplicationFactor() {
        Integer factor = mapping.replicationFactor();
        if (factor != null && (factor < 1 || factor > Short.MAX_VALUE)) {
            add(
                    "invalid_replication_factor",
                    "The replication factor is " + factor + ".",
                    "replication_factor",
                    "Give a number from 1, at most that of the destination's brokers, or leave it out for the"
                            + " destination's default.");
        }
    }

    private void checkTopicConfig() {
        mapping.topicConfig().forEach((name, value) -> {
            if (name.isBlank() || value == null) {
                add(
                        "invalid_topic_config",
                        "The topic config \"" + name + "\" has " + (value == null ? "no value" : "no name") + ".",
                        "topic_config",
                        "Give each config its name and value in Kafka's own words, such as retention.ms: 604800000.");
            }
        });
    }

    private void checkTopicConfigRegexes() {
        if (mapping.topicConfigInclude().isEmpty()) {
            add(
                    "empty_include",
                    "The list of included topic configs is empty: none would be copied.",
                    "topic_config_include",
                    "Leave it out for all, or set topic_config_exclude: [\".*\"] to copy none.");
        }
        problems.addAll(RegexChecks.problems("topic_config_include", mapping.topicConfigInclude(), "config"));
        problems.addAll(RegexChecks.problems("topic_config_exclude", mapping.topicConfigExclude(), "config"));
    }

    private void add(String code, String message, @Nullable String field, String remedy) {
        problems.add(new Problem(code, message, field, remedy));
    }
}
