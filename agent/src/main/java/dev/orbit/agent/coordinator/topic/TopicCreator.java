// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Inquiries;
import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.destination.Destination;
import dev.orbit.agent.coordinator.link.LinkWatch;
import dev.orbit.agent.coordinator.source.SourceQueries;
import dev.orbit.agent.declared.Declared;
import dev.orbit.agent.declared.MirrorTopicConfig;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.Resync;
import dev.orbit.agent.state.StateRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates recorded mirror topics, once every agent has read the record: until then some gate might let a produce in. */
public final class TopicCreator implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(TopicCreator.class);
    private static final long RETRY_NANOS = 5_000_000_000L;

    /** How long it may take until this broker knows of a new topic: thousands take their time. */
    private static final long KNOWN_WITHIN_NANOS = 60_000_000_000L;

    private final Destination destination;
    private final SourceQueries sources;
    private final LinkWatch links;
    private final BiPredicate<Situation, MirrorTopic> mayBeCreated;
    private final Inquiries<String, Optional<String>> creations;
    private final UntouchedTopics untouched;

    private final Map<String, String> told = new HashMap<>();
    private final Set<String> createdHere = new HashSet<>();

    /** @param mayBeCreated whether nothing has to be there before the topic */
    public TopicCreator(
            Destination destination,
            SourceQueries sources,
            LinkWatch links,
            BiPredicate<Situation, MirrorTopic> mayBeCreated,
            Executor executor,
            Runnable wake) {
        this.destination = destination;
        this.sources = sources;
        this.links = links;
        this.mayBeCreated = mayBeCreated;
        this.creations = new Inquiries<>(executor, wake);
        this.untouched = new UntouchedTopics(destination, executor, wake);
    }

    @Override
    public List<StateRecord> decide(Situation situation) {
        Set<String> open = situation.image().topics().values().stream()
                .filter(topic -> !topic.created())
                .map(MirrorTopic::topic)
                .collect(Collectors.toSet());
        creations.retain(open::contains);
        untouched.retain(open::contains);
        told.keySet().retainAll(open);
        createdHere.retainAll(open);
        if (!situation.members().allApplied(situation.image().endOffset())) {
            return List.of();
        }
        List<StateRecord> records = new ArrayList<>();
        for (MirrorTopic topic : situation.image().topics().values()) {
            boolean isWanted = topic.failure() == null
                    && topic.mapping() != null
                    && !topic.trouble().isDeleted()
                    && !Declared.isPaused(situation.image(), topic.link());
            if (!topic.created() && isWanted && mayBeCreated.test(situation, topic)) {
                create(situation, topic).ifPresent(records::add);
            }
        }
        return records;
    }

    private Optional<StateRecord> create(Situation situation, MirrorTopic topic) {
        String name = topic.topic();
        // looked at first: a creation that is answered after this was not under way when the topic was seen
        boolean underWay = creations.isUnderWay(name);
        Optional<String> topicId = destination.topicId(name).filter(id -> !isFormer(topic, id));
        OptionalInt existing = topicId.isEmpty() ? OptionalInt.empty() : destination.partitionCount(name);
        creations.known(name).ifPresent(answer -> learn(topic, answer, topicId.isPresent()));
        if (topicId.isEmpty() || existing.isEmpty()) {
            // one that was created is on its way into this broker's metadata
            long ageNanosMax = createdHere.contains(name) ? KNOWN_WITHIN_NANOS : RETRY_NANOS;
            creations.ask(name, () -> creation(situation, topic), ageNanosMax, situation.nowNanos());
            return Optional.empty();
        }
        if (underWay) {
            return Optional.empty();
        }
        Optional<Boolean> own =
                createdHere.contains(name) ? Optional.of(true) : isUntouched(situation, topic, topicId.get());
        return own.map(
                mine -> StateRecord.of(mine ? topic.withCreated(topicId.get()) : topic.withFailure(foreign(topic))));
    }

    /** The one that was deleted to be made anew: this broker is late to hear of that. */
    private static boolean isFormer(MirrorTopic topic, String topicId) {
        Resync resync = topic.resync();
        return resync != null && resync.formerTopicId().equals(topicId);
    }

    /** What an agent created that did not live to record it. Empty while the leaders do not say. */
    private Optional<Boolean> isUntouched(Situation situation, MirrorTopic topic, String topicId) {
        Optional<Answer<Boolean>> answer = untouched.ask(situation, topic, topicId);
        answer.flatMap(Answer::reason).ifPresent(why -> tell(topic, "it is there, and may be somebody else's: " + why));
        return answer.map(Answer::value);
    }

    private static String foreign(MirrorTopic topic) {
        return "destination topic " + topic.topic() + " was created by somebody else in the meantime: it is left alone."
                + " Delete it: it is made anew.";
    }

    private Optional<String> creation(Situation situation, MirrorTopic topic) throws Exception {
        var link = situation.image().links().get(topic.link());
        var scan = links.scan(topic.link());
        if (link == null || scan.isEmpty()) {
            return Optional.of("link " + topic.link() + " does not reach its source");
        }
        var source = new SourceQueries.SourceTopic(
                topic.sourceTopic(), topic.sourceTopicId(), topic.startOffsets().size(), false);
        var mapping = Declared.holder(situation.image(), topic);
        if (mapping.isEmpty()) {
            return Optional.of("no mapping holds it any more");
        }
        var configs = MirrorTopicConfig.of(
                sources.details(link.spec(), source, mapping.get()).config().over(destination.topicDefaults()),
                mapping.get());
        return destination.create(
                topic.topic(), topic.startOffsets().size(), mapping.get().replicationFactor(), configs);
    }

    /** Where the topic is there, it is looked into instead of told that it could not be created. */
    private void learn(MirrorTopic topic, Answer<Optional<String>> answer, boolean isThere) {
        Optional<String> refusal = answer.value();
        if (refusal != null && refusal.isEmpty()) {
            createdHere.add(topic.topic());
            return;
        }
        String why = refusal == null ? String.valueOf(answer.failure()) : refusal.get();
        if (!createdHere.contains(topic.topic()) && !isThere) {
            tell(topic, why);
        }
    }

    private void tell(MirrorTopic topic, String why) {
        if (!why.equals(told.put(topic.topic(), why))) {
            LOG.warn("topic {} could not be created: {}", topic.topic(), why);
        }
    }
}
