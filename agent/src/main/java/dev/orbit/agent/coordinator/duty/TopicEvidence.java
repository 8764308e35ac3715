// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.duty;

import dev.orbit.agent.coordinator.core.Inquiries;
import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.core.TopicFigures;
import dev.orbit.agent.migration.Evidence;
import dev.orbit.agent.migration.PartitionEvidence;
import dev.orbit.agent.migration.SourceEnd;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.Migration.Underway;
import dev.orbit.agent.state.MirrorTopic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

/** Gathers what is observed of topics on their way to COMPLETE. */
final class TopicEvidence {

    private static final long ENDS_AGE_NANOS_MAX = 50_000_000L;

    private final SourceQueries sources;
    private final Inquiries<Key, List<SourceEnd>> ends;

    TopicEvidence(SourceQueries sources, Executor executor, Runnable wake) {
        this.sources = sources;
        this.ends = new Inquiries<>(executor, wake);
    }

    /** Where the topic stood when the question was asked; an older answer proves nothing. */
    private record Key(String topic, Migration migration, boolean allStopped) {}

    /** Drops what nobody will ask for again. */
    void retain(Map<String, MirrorTopic> topics) {
        ends.retain(key -> topics.containsKey(key.topic())
                && topics.get(key.topic()).migration().equals(key.migration()));
    }

    Evidence of(Situation situation, MirrorTopic topic, Underway underway) {
        int attempt = underway.attempt().number();
        List<Optional<PartitionEvidence>> partitions = IntStream.range(
                        0, topic.startOffsets().size())
                .mapToObj(partition -> situation
                        .members()
                        .partition(topic.topicId(), topic.topic(), partition)
                        .map(TopicFigures::evidence))
                .toList();
        Evidence local = new Evidence(partitions, Optional.empty(), Optional.empty(), Optional.empty());
        Optional<Map<Integer, Long>> acknowledged = situation.members().acknowledgedEnds(topic.topic(), attempt);
        boolean closed = underway.isGateClosed() && acknowledged.isPresent();
        Optional<Answer<List<SourceEnd>>> answer =
                closed ? sourceEnds(situation, topic, local.allStopped(attempt)) : Optional.empty();
        return new Evidence(
                partitions,
                acknowledged,
                answer.map(Answer::value),
                answer.map(Answer::failure).map(Exception::getMessage));
    }

    private Optional<Answer<List<SourceEnd>>> sourceEnds(Situation situation, MirrorTopic topic, boolean allStopped) {
        LinkDocument link = situation.image().links().get(topic.link());
        if (link == null) {
            return Optional.empty();
        }
        Key key = new Key(topic.topic(), topic.migration(), allStopped);
        return ends.ask(key, () -> sources.ends(link.spec(), topic), ENDS_AGE_NANOS_MAX, situation.nowNanos());
    }
}
