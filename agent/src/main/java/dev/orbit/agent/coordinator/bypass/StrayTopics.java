// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.bypass;

import dev.orbit.agent.coordinator.core.Inquiries;
import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.destination.Destination;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StrayWrites;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * Makes the topics for strays. Their names are recorded first, while there is no such topic: nobody but Orbit may make one
 * from then on, or write to it. Each lies where the topic itself does, so that who leads a partition knows the producers of
 * the topic.
 */
final class StrayTopics {

    private static final long RETRY_NANOS = 5_000_000_000L;

    /** What nobody has looked at is not deleted, whatever the cluster's default. */
    private static final Map<String, String> CONFIGS = Map.of(
            "cleanup.policy", "delete",
            "retention.ms", "-1",
            "retention.bytes", "-1",
            "message.timestamp.type", "CreateTime");

    private final Destination destination;
    private final Inquiries<Change, Optional<String>> changes;
    private final Inquiries<String, Boolean> deletions;

    StrayTopics(Destination destination, Executor executor, Runnable wake) {
        this.destination = destination;
        this.changes = new Inquiries<>(executor, wake);
        this.deletions = new Inquiries<>(executor, wake);
    }

    /** That the topic for strays of this topic has so many partitions. */
    private record Change(String topic, int partitions) {}

    /** Either what is to be recorded, or what stands against that; or neither, while there is nothing to do but wait. */
    record Outcome(Optional<StrayWrites> next, Optional<String> obstacle) {
        private static final Outcome NOTHING = new Outcome(Optional.empty(), Optional.empty());

        private static Outcome of(StrayWrites next) {
            return new Outcome(Optional.of(next), Optional.empty());
        }
    }

    /** Drops what was said of other topics. */
    void retain(Predicate<String> topics) {
        changes.retain(change -> topics.test(change.topic()));
        deletions.retain(topics);
    }

    boolean exists(MirrorTopic topic) {
        return destination.topicId(StrayWrites.strayTopic(topic.topic())).isPresent();
    }

    /** Sees to it that the topic is there, with so many partitions. */
    Outcome kept(Situation situation, StrayWrites strays, int partitions) {
        Optional<String> there = destination.topicId(strays.strayTopic());
        String recorded = strays.strayTopicId();
        if (recorded == null) {
            return there.map(id -> found(strays, id)).orElseGet(() -> created(situation, strays));
        }
        if (there.isEmpty()) {
            boolean isGone = deletions
                    .ask(
                            strays.topic(),
                            () -> destination.isGone(strays.strayTopic()),
                            RETRY_NANOS,
                            situation.nowNanos())
                    .filter(answer -> situation.nowNanos() - answer.answeredNanos() < RETRY_NANOS)
                    .map(Answer::value)
                    .orElse(false);
            return isGone ? Outcome.of(strays.withoutStrayTopic()) : Outcome.NOTHING;
        }
        if (!there.get().equals(recorded)) {
            return Outcome.of(strays.withoutStrayTopic());
        }
        return partitions > strays.partitionCount() ? grown(situation, strays, partitions) : Outcome.NOTHING;
    }

    private Outcome found(StrayWrites strays, String id) {
        int count = destination.partitionCount(strays.strayTopic()).orElse(0);
        return count == strays.partitionCount()
                ? Outcome.of(strays.withStrayTopic(id))
                : new Outcome(
                        Optional.empty(),
                        Optional.of("topic " + strays.strayTopic() + " has " + count + " partitions instead of "
                                + strays.partitionCount() + ". Delete it: it is made anew"));
    }

    private Outcome created(Situation situation, StrayWrites strays) {
        if (!situation.members().allApplied(situation.image().endOffset())) {
            return Outcome.NOTHING;
        }
        return asked(
                situation,
                new Change(strays.topic(), strays.partitionCount()),
                () -> destination.createBeside(strays.topic(), strays.strayTopic(), strays.partitionCount(), CONFIGS));
    }

    private Outcome grown(Situation situation, StrayWrites strays, int partitions) {
        if (destination.partitionCount(strays.strayTopic()).orElse(0) >= partitions) {
            return Outcome.of(strays.withPartitionCount(partitions));
        }
        return asked(
                situation,
                new Change(strays.topic(), partitions),
                () -> destination.addPartitions(strays.strayTopic(), partitions));
    }

    private Outcome asked(Situation situation, Change change, Callable<Optional<String>> question) {
        Optional<String> obstacle =
                changes.ask(change, question, RETRY_NANOS, situation.nowNanos()).flatMap(Inquiries::refusal);
        return new Outcome(Optional.empty(), obstacle);
    }
}
