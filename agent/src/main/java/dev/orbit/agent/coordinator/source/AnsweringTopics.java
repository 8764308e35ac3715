// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.source;

import dev.orbit.agent.coordinator.source.SourceQueries.SourceTopic;
import dev.orbit.agent.state.MirrorTopic;
import java.util.Map;

/**
 * Which cluster answers at a link's addresses, and which of its topics have the names that were asked about. Asked after
 * what is read by name alone, such as configs and commits: ids do not come back, so what was read before is of these
 * topics, and of none that was made later under the same name.
 *
 * @param topicIds by name; a topic that the source does not have, or does not show, is left out
 */
public record AnsweringTopics(String clusterId, Map<String, String> topicIds) {

    public AnsweringTopics {
        topicIds = Map.copyOf(topicIds);
    }

    /** Whether the mirror's own source topic has answered, as far as ids tell. */
    public boolean isSourceOf(MirrorTopic topic) {
        String topicId = topicIds.get(topic.sourceTopic());
        return topicId != null
                && clusterId.equals(topic.sourceClusterId())
                && SourceTopic.mayBeSame(topicId, topic.sourceTopicId());
    }
}
