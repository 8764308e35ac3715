// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import dev.orbit.agent.coordinator.core.Inquiries;
import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.destination.Destination;
import dev.orbit.agent.state.MirrorTopic;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * Tells what an agent created that did not live to record it from what somebody else made: nobody could produce to it since
 * its name is recorded. Confined to the coordinator's thread.
 */
final class UntouchedTopics {

    private static final long RETRY_NANOS = 5_000_000_000L;

    private final Destination destination;
    private final Inquiries<Found, Boolean> contents;

    UntouchedTopics(Destination destination, Executor executor, Runnable wake) {
        this.destination = destination;
        this.contents = new Inquiries<>(executor, wake);
    }

    /** A topic that is there under a name. */
    private record Found(String topic, String topicId) {}

    /** Forgets the others. */
    void retain(Predicate<String> topics) {
        contents.retain(found -> topics.test(found.topic()));
    }

    /**
     * Whether the topic that is there has the partitions of the recorded one, and holds nothing. The answer has no value while
     * the leaders do not say, and then the reason; empty: there is none yet.
     */
    Optional<Answer<Boolean>> ask(Situation situation, MirrorTopic topic, String topicId) {
        OptionalInt partitions = destination.partitionCount(topic.topic());
        if (partitions.isEmpty()) {
            return Optional.empty();
        }
        boolean fits = partitions.getAsInt() == topic.startOffsets().size();
        return contents.ask(
                new Found(topic.topic(), topicId),
                () -> fits && !destination.holdsRecords(topic.topic()),
                RETRY_NANOS,
                situation.nowNanos());
    }
}
