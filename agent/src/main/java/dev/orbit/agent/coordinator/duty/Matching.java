// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.duty;

import dev.orbit.agent.coordinator.duty.SourceQueries.SourceTopic;
import dev.orbit.agent.state.MappingDocument;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.schemas.TopicMatching;
import java.util.List;
import java.util.Optional;

/** Which mapping holds which source topic: the first that matches. Pure. */
public final class Matching {

    private Matching() {}

    /** The first mapping of a link, in the order they are tried, that matches. */
    public static Optional<TopicMappingSpec> first(List<MappingDocument> mappings, String sourceTopic) {
        return mappings.stream()
                .map(MappingDocument::spec)
                .filter(mapping -> TopicMatching.matches(mapping, sourceTopic))
                .findFirst();
    }

    /** The first mapping that matches a topic a scan found; nothing matches an internal topic. */
    public static Optional<TopicMappingSpec> first(List<MappingDocument> mappings, SourceTopic topic) {
        return topic.internal() || TopicMatching.isReserved(topic.name())
                ? Optional.empty()
                : first(mappings, topic.name());
    }
}
