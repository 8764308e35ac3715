// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import dev.orbit.agent.coordinator.core.AtOnce;
import dev.orbit.agent.coordinator.core.BatchedInquiries;
import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.destination.Destination;
import dev.orbit.agent.coordinator.link.LinkWatch;
import dev.orbit.agent.coordinator.source.SourceQueries;
import dev.orbit.agent.coordinator.topic.TopicCreation.Wanted;
import dev.orbit.agent.declared.Declared;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.Resync;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    private final LinkWatch links;
    private final BiPredicate<Situation, MirrorTopic> mayBeCreated;
    private final TopicCreation creation;
    private final BatchedInquiries<String, String, Optional<String>> creations;
    private final UntouchedTopics untouched;

    /** What is asked for, by name at the destination. */
    private final Map<String, Order> orders = new ConcurrentHashMap<>();

    private final Map<String, Recorded> recorded = new HashMap<>();
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
        this.links = links;
        this.mayBeCreated = mayBeCreated;
        this.creation = new TopicCreation(destination, sources);
        this.creations = new BatchedInquiries<>(this::create, AtOnce.SIZE_MAX, this::size, executor, wake);
        this.untouched = new UntouchedTopics(destination, executor, wake);
    }

    private record Order(LinkDocument link, Wanted wanted) {}

    /**
     * A record of a topic.
     *
     * @param stateOffset whoever has read the state so far has read it
     */
    private record Recorded(MirrorTopic topic, long stateOffset) {}

    @Override
    public List<StateRecord> decide(Situation situation) {
        Collection<MirrorTopic> open = situation.image().topics().values().stream()
                .filter(topic -> !topic.created())
                .toList();
        forgetOthers(open.stream().map(MirrorTopic::topic).collect(Collectors.toSet()));
        creations.forgetDue();
        long appliedByAll = situation.members().appliedByAll();
        List<StateRecord> records = new ArrayList<>();
        for (MirrorTopic topic : open) {
            boolean isWanted = topic.failure() == null
                    && topic.mapping() != null
                    && !topic.trouble().isDeleted()
                    && !Declared.isPaused(situation.image(), topic.link());
            boolean isRead = stateOffset(situation, topic) <= appliedByAll;
            if (isWanted && isRead && mayBeCreated.test(situation, topic)) {
                create(situation, topic).ifPresent(records::add);
            }
        }
        creations.send();
        return records;
    }

    private void forgetOthers(Set<String> open) {
        creations.retain(open::contains);
        untouched.retain(open::contains);
        orders.keySet().retainAll(open);
        recorded.keySet().retainAll(open);
        told.keySet().retainAll(open);
        createdHere.retainAll(open);
    }

    /**
     * How far the state is to be read for the topic's record to be read: up to where it was when this very record was first
     * seen, however much is written after it.
     */
    @SuppressWarnings(
            "ReferenceEquality") // images share what did not change; what is written anew is another, though equal
    private long stateOffset(Situation situation, MirrorTopic topic) {
        Recorded known = recorded.get(topic.topic());
        if (known == null || known.topic() != topic) {
            known = new Recorded(topic, situation.image().endOffset());
            recorded.put(topic.topic(), known);
        }
        return known.stateOffset();
    }

    private Optional<StateRecord> create(Situation situation, MirrorTopic topic) {
        String name = topic.topic();
        // looked at first: a creation that is answered after this was not under way when the topic was seen
        boolean underWay = creations.isUnderWay(topic.link(), name);
        Optional<String> topicId = destination.topicId(name).filter(id -> !isFormer(topic, id));
        OptionalInt existing = topicId.isEmpty() ? OptionalInt.empty() : destination.partitionCount(name);
        creations.known(topic.link(), name).ifPresent(answer -> learn(topic, answer, topicId.isPresent()));
        if (topicId.isEmpty() || existing.isEmpty()) {
            order(situation, topic);
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

    private void order(Situation situation, MirrorTopic topic) {
        String name = topic.topic();
        LinkDocument link = situation.image().links().get(topic.link());
        Optional<TopicMappingSpec> mapping = Declared.holder(situation.image(), topic);
        if (link == null || mapping.isEmpty()) {
            tell(topic, "no mapping holds it any more");
            return;
        }
        if (links.scan(topic.link()).isEmpty()) {
            if (links.health(topic.link()).error() != null) {
                tell(topic, "link " + topic.link() + " does not reach its source");
            }
            return;
        }
        orders.put(name, new Order(link, new Wanted(topic, mapping.get())));
        // one that was created is on its way into this broker's metadata
        long ageNanosMax = createdHere.contains(name) ? KNOWN_WITHIN_NANOS : RETRY_NANOS;
        creations.ask(topic.link(), name, ageNanosMax, situation.nowNanos());
    }

    private long size(String name) {
        Order order = orders.get(name);
        return AtOnce.size(
                order == null ? 0 : order.wanted().topic().startOffsets().size());
    }

    /** Those of one link. */
    private Map<String, Answer<Optional<String>>> create(String link, Set<String> names) throws Exception {
        List<Order> ordered =
                names.stream().map(orders::get).filter(Objects::nonNull).toList();
        return ordered.isEmpty()
                ? Map.of()
                : creation.create(
                        ordered.get(0).link(),
                        ordered.stream().map(Order::wanted).toList());
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
