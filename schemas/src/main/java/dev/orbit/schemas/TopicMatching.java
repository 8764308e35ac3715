// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What a topic mapping matches, and how the mirror of it is called. Regexes are RE2's and match whole names. */
public final class TopicMatching {

    private static final ConcurrentHashMap<String, Pattern> PATTERNS = new ConcurrentHashMap<>();
    /** More than a state holds; whoever sends ever new ones does not fill the memory. */
    private static final int PATTERNS_MAX = 10_000;

    /** Of the topic that a topic's stray records are copied into. */
    public static final String STRAYS_SUFFIX = ".orbit-strays";

    private static final int NAME_CHARS_MAX = 249;
    private static final Pattern LEGAL_NAME = Pattern.compile("[a-zA-Z0-9._-]+");

    private TopicMatching() {}

    /** Whether the mapping matches this source topic; one with a regex that is none matches nothing. */
    public static boolean matches(TopicMappingSpec mapping, String sourceTopic) {
        String regex = mapping.sourceRegex();
        if (regex == null) {
            return sourceTopic.equals(mapping.sourceTopic());
        }
        return !isReserved(sourceTopic)
                && regexError(regex).isEmpty()
                && matches(regex, sourceTopic)
                && !isExcluded(mapping, sourceTopic);
    }

    private static boolean isExcluded(TopicMappingSpec mapping, String sourceTopic) {
        return mapping.exclude().stream()
                .anyMatch(regex -> regexError(regex).isPresent() || matches(regex, sourceTopic));
    }

    /** Whether a mirror topic has what its source has of this config, as long as the mapping does not override it. */
    public static boolean keepsInStep(TopicMappingSpec mapping, String config) {
        return anyMatches(mapping.topicConfigInclude(), config) && !anyMatches(mapping.topicConfigExclude(), config);
    }

    private static boolean anyMatches(List<String> regexes, String name) {
        return regexes.stream().anyMatch(regex -> regexError(regex).isEmpty() && matches(regex, name));
    }

    /** Whether the regex matches the whole name. */
    public static boolean matches(String regex, String name) {
        return pattern(regex).matches(name);
    }

    private static Pattern pattern(String regex) {
        if (PATTERNS.size() >= PATTERNS_MAX) {
            PATTERNS.clear();
        }
        return PATTERNS.computeIfAbsent(regex, Pattern::compile);
    }

    /** Name at the destination of a topic that the mapping matches. */
    public static String destination(TopicMappingSpec mapping, String sourceTopic) {
        String literal = mapping.destinationTopic();
        if (mapping.sourceRegex() == null) {
            return literal == null ? sourceTopic : literal;
        }
        String prefix = mapping.destinationPrefix();
        return prefix == null ? sourceTopic : prefix + sourceTopic;
    }

    /**
     * Whether the mapping would give a mirror this name: no client may create a topic of that name. One that has Orbit
     * let go makes no mirrors any more.
     */
    public static boolean couldProduce(TopicMappingSpec mapping, String destinationTopic) {
        if (mapping.irreversibleDisableOrbitManagement()) {
            return false;
        }
        if (mapping.sourceRegex() == null) {
            return destination(mapping, mapping.source()).equals(destinationTopic);
        }
        String prefix = mapping.destinationPrefix() == null ? "" : mapping.destinationPrefix();
        return destinationTopic.startsWith(prefix) && matches(mapping, destinationTopic.substring(prefix.length()));
    }

    /** Names that are never mirrored: Kafka's internal topics, Orbit's own and stray records. */
    public static boolean isReserved(String topic) {
        return topic.equals("__consumer_offsets")
                || topic.equals("__transaction_state")
                || topic.equals("__share_group_state")
                || topic.equals("__cluster_metadata")
                || topic.startsWith("__orbit_")
                || topic.endsWith(STRAYS_SUFFIX);
    }

    /** Whether Kafka takes this as a topic's name. */
    public static boolean isLegalName(String topic) {
        return topic.length() <= NAME_CHARS_MAX
                && LEGAL_NAME.matches(topic)
                && !topic.equals(".")
                && !topic.equals("..");
    }

    /** What is wrong with a regex; empty when nothing is. */
    public static Optional<String> regexError(String regex) {
        try {
            pattern(regex);
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
