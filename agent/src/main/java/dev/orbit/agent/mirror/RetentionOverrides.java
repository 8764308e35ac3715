// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import dev.orbit.agent.coordinator.duty.TopicRelease;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.schemas.TopicMatching;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which topics keep what their source deletes: those whose mapping overrides retention, or leaves it out of step. One that
 * no mapping holds keeps it too, for what is given up does not come back. Used by one thread.
 */
final class RetentionOverrides {

    private static final Set<String> RETENTION = Set.of("retention.ms", "retention.bytes", "cleanup.policy");

    private long seenEndOffset = StateImage.EMPTY.endOffset();
    private Set<String> topics = Set.of();

    /** By name at the destination. */
    Set<String> topics(StateImage image) {
        if (image.endOffset() != seenEndOffset) {
            topics = image.topics().values().stream()
                    .filter(topic -> isOverridden(image, topic))
                    .map(MirrorTopic::topic)
                    .collect(Collectors.toSet());
            seenEndOffset = image.endOffset();
        }
        return topics;
    }

    private static boolean isOverridden(StateImage image, MirrorTopic topic) {
        return TopicRelease.holder(image, topic)
                .map(mapping -> RETENTION.stream()
                        .anyMatch(config -> mapping.topicConfig().containsKey(config)
                                || !TopicMatching.keepsInStep(mapping, config)))
                .orElse(true);
    }
}
