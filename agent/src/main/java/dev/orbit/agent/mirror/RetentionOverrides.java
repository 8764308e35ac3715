// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import dev.orbit.agent.declared.Declared;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.MappingDocument;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.schemas.TopicMatching;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which topics keep what their source deletes: those whose mapping overrides retention, or leaves it out of step. One that
 * no mapping holds keeps it too, for what is given up does not come back. Used by one thread.
 */
final class RetentionOverrides {

    private static final Set<String> RETENTION = Set.of("retention.ms", "retention.bytes", "cleanup.policy");

    private Map<String, LinkDocument> links = Map.of();
    private Map<String, MappingDocument> mappings = Map.of();

    /** As long as links and mappings are the same. */
    private final Map<Key, Boolean> known = new HashMap<>();

    private record Key(String link, String sourceTopic, String topic) {}

    boolean overrides(StateImage image, MirrorTopic topic) {
        if (image.links() != links || image.mappings() != mappings) {
            links = image.links();
            mappings = image.mappings();
            known.clear();
        }
        return known.computeIfAbsent(
                new Key(topic.link(), topic.sourceTopic(), topic.topic()), key -> isOverridden(image, topic));
    }

    private static boolean isOverridden(StateImage image, MirrorTopic topic) {
        return Declared.holder(image, topic)
                .map(mapping -> RETENTION.stream()
                        .anyMatch(config -> mapping.topicConfig().containsKey(config)
                                || !TopicMatching.keepsInStep(mapping, config)))
                .orElse(true);
    }
}
