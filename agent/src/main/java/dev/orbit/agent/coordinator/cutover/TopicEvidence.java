// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.cutover;

import dev.orbit.agent.coordinator.core.BatchedInquiries;
import dev.orbit.agent.coordinator.core.Inquiries;
import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.core.TopicFigures;
import dev.orbit.agent.coordinator.source.SourceFailure;
import dev.orbit.agent.coordinator.source.SourceQueries;
import dev.orbit.agent.coordinator.source.SourceQueries.EndsFor;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceTopicId;
import dev.orbit.agent.coordinator.source.SourceQueries.TopicEnds;
import dev.orbit.agent.declared.Declared;
import dev.orbit.agent.migration.Evidence;
import dev.orbit.agent.migration.MigrationSteps;
import dev.orbit.agent.migration.OpenTransaction;
import dev.orbit.agent.migration.PartitionEvidence;
import dev.orbit.agent.migration.SourceEnd;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.Migration.Underway;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.schemas.LinkSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Gathers what is observed of topics on their way to COMPLETE. */
final class TopicEvidence {

    private static final long ENDS_AGE_NANOS_MAX = 50_000_000L;

    /** While the gate still forwards, nobody waits; what was said longer ago tells nothing of now. */
    private static final long LOOK_AGE_NANOS_MAX = 200_000_000L;

    private static final long LOOK_COUNTS_NANOS = 1_000_000_000L;

    private static final long OPEN_AGE_NANOS_MAX = 1_000_000_000L;

    private final SourceQueries sources;
    private final BatchedInquiries<LinkSpec, Key, List<SourceEnd>> ends;
    private final Inquiries<AttemptKey, List<OpenTransaction>> open;

    TopicEvidence(SourceQueries sources, Executor executor, Runnable wake) {
        this.sources = sources;
        this.ends = new BatchedInquiries<>(this::askEnds, executor, wake);
        this.open = new Inquiries<>(executor, wake);
    }

    private record AttemptKey(String topic, int attempt) {}

    /** Where the topic stood when the question was asked; an older answer proves nothing. */
    private record Key(String topic, SourceTopicId source, Migration migration, boolean allStopped) {

        static Key of(MirrorTopic topic, boolean allStopped) {
            SourceTopicId source = new SourceTopicId(topic.sourceTopic(), topic.sourceTopicId());
            return new Key(topic.topic(), source, topic.migration(), allStopped);
        }
    }

    /** The topics that wait at one time cost one question: producers wait for its answer. */
    private Map<Key, Answer<List<SourceEnd>>> askEnds(LinkSpec link, Set<Key> keys) throws SourceFailure {
        Map<SourceTopicId, TopicEnds> found = sources.ends(
                link, EndsFor.CUTOVERS, keys.stream().map(Key::source).collect(Collectors.toSet()));
        long nowNanos = System.nanoTime();
        return keys.stream().collect(Collectors.toMap(Function.identity(), key -> {
            TopicEnds of = Objects.requireNonNull(found.get(key.source()));
            return new Answer<>(of.ends(), of.failure(), nowNanos);
        }));
    }

    /** Drops what nobody will ask for again. */
    void retain(Map<String, MirrorTopic> topics) {
        ends.retain(key -> topics.containsKey(key.topic())
                && topics.get(key.topic()).migration().equals(key.migration()));
        open.retain(key -> topics.containsKey(key.topic())
                && topics.get(key.topic()).migration() instanceof Underway underway
                && underway.attempt().number() == key.attempt());
    }

    /** Asks what {@link #of} wanted to know. */
    void ask() {
        ends.send();
    }

    Evidence of(Situation situation, MirrorTopic topic, Underway underway) {
        int attempt = underway.attempt().number();
        Evidence local = local(situation, topic, underway);
        List<Optional<PartitionEvidence>> partitions = local.partitions();
        Optional<Map<Integer, Long>> acknowledged = local.acknowledgedEnds();
        LinkDocument link = situation.image().links().get(topic.link());
        if (link == null || !isToBeAsked(underway, local)) {
            return local;
        }
        if (!Declared.leadsToSource(link, topic)) {
            return new Evidence(
                    partitions,
                    acknowledged,
                    Optional.empty(),
                    Optional.of("link " + topic.link() + " does not lead to cluster " + topic.sourceClusterId()
                            + " any more, or not yet"));
        }
        Optional<Answer<List<SourceEnd>>> answer = underway.isGateClosed()
                ? sourceEnds(situation, link, topic, local.allStopped(underway.stop()))
                : lookBeforehand(situation, link, topic);
        Evidence found = new Evidence(
                partitions,
                acknowledged,
                answer.map(Answer::value),
                answer.map(Answer::failure).map(Exception::getMessage));
        return found.with(openTransactions(situation, link, topic, attempt, found.openAtSource()));
    }

    /** A question that proves nothing would hold up those that producers wait for. */
    private static boolean isToBeAsked(Underway underway, Evidence local) {
        if (underway instanceof Migration.Stopping stopping) {
            return local.allStopped(stopping.stop());
        }
        return underway.isGateClosed() ? local.acknowledgedEnds().isPresent() : MigrationSteps.isNear(local);
    }

    /** What the agents say; the source is not asked. */
    static Evidence local(Situation situation, MirrorTopic topic, Underway underway) {
        List<Optional<PartitionEvidence>> partitions = IntStream.range(
                        0, topic.startOffsets().size())
                .mapToObj(partition -> situation
                        .members()
                        .partition(topic.topicId(), topic.topic(), partition)
                        .map(TopicFigures::evidence))
                .toList();
        Optional<Map<Integer, Long>> acknowledged = situation
                .members()
                .acknowledgedEnds(topic.topic(), underway.attempt().number());
        return new Evidence(partitions, acknowledged, Optional.empty(), Optional.empty());
    }

    private Optional<Answer<List<SourceEnd>>> sourceEnds(
            Situation situation, LinkDocument link, MirrorTopic topic, boolean allStopped) {
        return ends.ask(link.spec(), Key.of(topic, allStopped), ENDS_AGE_NANOS_MAX, situation.nowNanos());
    }

    private Optional<Answer<List<SourceEnd>>> lookBeforehand(
            Situation situation, LinkDocument link, MirrorTopic topic) {
        return ends.ask(link.spec(), Key.of(topic, false), LOOK_AGE_NANOS_MAX, situation.nowNanos())
                .filter(answer -> situation.nowNanos() - answer.answeredNanos() < LOOK_COUNTS_NANOS);
    }

    /** Asked only while some are, and never waited for. */
    private List<OpenTransaction> openTransactions(
            Situation situation, LinkDocument link, MirrorTopic topic, int attempt, List<Integer> partitions) {
        if (partitions.isEmpty()) {
            return List.of();
        }
        return open.ask(
                        new AttemptKey(topic.topic(), attempt),
                        () -> sources.openTransactions(link.spec(), topic, partitions),
                        OPEN_AGE_NANOS_MAX,
                        situation.nowNanos())
                .map(Answer::value)
                .orElse(List.of());
    }
}
