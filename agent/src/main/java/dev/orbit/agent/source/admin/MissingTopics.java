// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.admin;

import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.connect.SourceException;
import dev.orbit.agent.source.connect.SourceTopology;
import dev.orbit.agent.source.metadata.MetadataQuestion;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Which topics a source does not have. A broker of a cluster with ZooKeeper answers before it was told of any broker or
 * topic: then it has none of them, and is not believed.
 */
final class MissingTopics {

    private final SourceClientConfig config;

    MissingTopics(SourceClientConfig config) {
        this.config = config;
    }

    /** Those of these names; one that the principal may not see is not among them. Blocks. */
    Set<String> of(Collection<String> names) throws SourceException {
        MetadataQuestion question = new MetadataQuestion(config, () -> false);
        try {
            return in(question.ask(Set.copyOf(names), SourceTopology.UNKNOWN), names);
        } catch (MetadataQuestion.UnansweredException e) {
            throw e.diagnosis().toException();
        } finally {
            question.close();
        }
    }

    static Set<String> in(SourceTopology answer, Collection<String> names) throws SourceException {
        if (answer.brokers().isEmpty()) {
            throw new SourceException(
                    SourceException.Reason.FAILED,
                    "The source broker that answered has just started, and knows nothing of its cluster yet.",
                    "Wait: it is asked again.",
                    null);
        }
        return names.stream()
                .filter(name -> isMissing(answer.topics().get(name)))
                .collect(Collectors.toSet());
    }

    private static boolean isMissing(SourceTopology.@Nullable Topic topic) {
        return topic != null
                && (topic.error() == Errors.UNKNOWN_TOPIC_OR_PARTITION
                        || topic.error() == Errors.INVALID_TOPIC_EXCEPTION);
    }
}
