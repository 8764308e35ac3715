// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import dev.orbit.schemas.TopicMatching;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which topics are mirrored, and under which names. */
final class TopicMappingsPart {

    private static final String TOPICS_DEFAULT = ".*";
    /** Of version 4. */
    private static final String TOPICS_EXCLUDE_DEFAULT = "mm2.*\\.internal, .*\\.replica, __.*";

    private static final String INTERNAL_OF_OLDER = ".*[\\-\\.]internal";

    /** What MirrorMaker 2 never replicates, whatever is excluded. */
    private static final List<String> INTERNAL =
            List.of("__.*", "\\..*", "mm2.*\\.internal", ".*\\.checkpoints\\.internal");

    /** What means itself alone as a regex. */
    private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9_-]+");

    private static final int REPLICAS_MAX = 32_767;

    private final Draft draft;
    private final List<Map<String, Object>> mappings = new ArrayList<>();

    TopicMappingsPart(Draft draft) {
        this.draft = draft;
    }

    List<Map<String, Object>> mappings() {
        checkFilter();
        Optional<ReplicationPolicy> policy = ReplicationPolicy.of(draft);
        Setting topics = draft.settings.take("topics").orElse(new Setting("topics", TOPICS_DEFAULT));
        List<String> excluded = excluded(policy);
        Map<String, Object> options = options();
        List<String> included = Regexes.checked(draft, topics);
        if (Regexes.items(topics.value()).isEmpty()) {
            draft.refuse("no_topics", "The list of topics is empty.", topics, "Name topics; .* is all of them.");
        }
        String prefix = policy.map(ReplicationPolicy::prefix).orElse("");
        // before the regexes: the first mapping that matches wins
        included.stream()
                .filter(topic -> LITERAL.matcher(topic).matches())
                .forEach(topic -> addLiteral(topics, topic, prefix + topic, excluded, options));
        addRegexes(
                included.stream()
                        .filter(topic -> !LITERAL.matcher(topic).matches())
                        .toList(),
                prefix,
                excluded,
                options);
        return mappings;
    }

    private void checkFilter() {
        draft.settings.takeIf("topic.filter.class", "org.apache.kafka.connect.mirror.DefaultTopicFilter");
        draft.settings
                .take("topic.filter.class")
                .ifPresent(filter -> draft.refuse(
                        "unknown_topic_filter",
                        "Which topics are replicated is decided by a class, " + Shown.plain(filter.value()) + ".",
                        filter,
                        "Remove it from a copy of the file, and give topics and topics.exclude that say the same."));
    }

    private List<String> excluded(Optional<ReplicationPolicy> policy) {
        Optional<Setting> named = draft.settings.take("topics.exclude", "topics.blacklist");
        if (named.isEmpty()) {
            draft.tellDefault(
                    "topics.exclude",
                    "MirrorMaker 2 then leaves out " + TOPICS_EXCLUDE_DEFAULT + ", and so does the document; older"
                            + " versions have " + INTERNAL_OF_OLDER + " instead of the first.",
                    "Coming from an older version, add " + INTERNAL_OF_OLDER + " to exclude of the mappings.");
        }
        Setting exclude = named.orElse(new Setting("topics.exclude", TOPICS_EXCLUDE_DEFAULT));
        List<String> excluded = new ArrayList<>(Regexes.checked(draft, exclude));
        INTERNAL.stream().filter(regex -> !excluded.contains(regex)).forEach(excluded::add);
        policy.flatMap(ReplicationPolicy::cameFrom).ifPresent(excluded::add);
        return excluded;
    }

    private void addLiteral(
            Setting topics, String topic, String destination, List<String> excluded, Map<String, Object> options) {
        if (TopicMatching.isReserved(topic)
                || excluded.stream().anyMatch(regex -> TopicMatching.matches(regex, topic))) {
            draft.tell(
                    new Setting(topics.name(), topic),
                    "The topic is named, and excluded too: what is excluded is not replicated.",
                    "Add a mapping if you want it mirrored; topics of Kafka itself never are.");
            return;
        }
        Map<String, Object> mapping = new LinkedHashMap<>();
        mapping.put("source_topic", topic);
        mapping.put("destination_topic", destination);
        mapping.putAll(options);
        mappings.add(mapping);
    }

    private void addRegexes(List<String> regexes, String prefix, List<String> excluded, Map<String, Object> options) {
        if (regexes.isEmpty()) {
            return;
        }
        Map<String, Object> mapping = new LinkedHashMap<>();
        mapping.put("source_regex", String.join("|", regexes));
        mapping.put("destination_prefix", prefix);
        mapping.put("exclude", excluded);
        mapping.putAll(options);
        mappings.add(mapping);
    }

    private Map<String, Object> options() {
        Map<String, Object> options = new LinkedHashMap<>();
        if (startsAtTheEnd()) {
            options.put("begin_fetch_at_latest_offset", true);
        }
        Optional<Setting> replicas = draft.settings.take("replication.factor");
        if (replicas.isEmpty()) {
            draft.tellDefault(
                    "replication.factor",
                    "MirrorMaker 2 then makes topics with 2 replicas, Orbit with the destination's default.",
                    "Set replication_factor of the mappings if it must differ.");
        }
        draft.number(replicas.filter(TopicMappingsPart::isNoDefault), 1, REPLICAS_MAX)
                .ifPresent(number -> options.put("replication_factor", number));
        List<String> configs = excludedConfigs();
        if (!configs.isEmpty()) {
            options.put("topic_config_exclude", configs);
        }
        return options;
    }

    /** -1 is the destination's default, as leaving it out is here. */
    private static boolean isNoDefault(Setting replicas) {
        return !replicas.value().strip().equals("-1");
    }

    private boolean startsAtTheEnd() {
        Optional<Setting> reset = draft.settings
                .take("source.consumer.auto.offset.reset", "consumer.auto.offset.reset")
                .filter(setting -> !draft.refusesReference(setting));
        String value = reset.map(setting -> setting.value().strip()).orElse("earliest");
        if (!value.equals("earliest") && !value.equals("latest")) {
            reset.ifPresent(setting -> draft.tell(
                    setting,
                    "A mirror begins at its source's first record, at its end, or at a moment.",
                    "Set start_timestamp of the mappings, or leave it: the first record is the default."));
        }
        return value.equals("latest");
    }

    private List<String> excludedConfigs() {
        draft.settings.takeIf("sync.topic.configs.enabled", "true");
        Optional<Setting> excluded = draft.settings.take("config.properties.exclude", "config.properties.blacklist");
        if (excluded.isEmpty()) {
            draft.tellDefault(
                    "config.properties.exclude",
                    "MirrorMaker 2 then leaves out message.timestamp.* and what concerns replicas; Orbit leaves out the"
                            + " latter alone, for records keep their timestamps.",
                    "Add topic_config_exclude to the mappings if more is to be left out.");
        }
        return excluded.map(setting -> Regexes.checked(draft, setting)).orElse(List.of());
    }
}
