// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import dev.orbit.agent.coordinator.core.AtOnce;
import dev.orbit.agent.coordinator.core.BatchedInquiries;
import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.link.LinkWatch;
import dev.orbit.agent.coordinator.source.SourceFailure;
import dev.orbit.agent.coordinator.source.SourceQueries;
import dev.orbit.agent.coordinator.source.SourceQueries.Beginning;
import dev.orbit.agent.coordinator.source.SourceQueries.BeginningDetails;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceScan;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceTopic;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceTopicDetails;
import dev.orbit.agent.declared.Declared;
import dev.orbit.agent.declared.Matching;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.schemas.TopicMatching;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the mirror topics that mappings call for: a newly matched source topic, with the start that is chosen now and
 * never again, which is not its end where the topic came after the mapping; a released one that a mapping matches again;
 * and that a source topic was deleted and made anew.
 */
public final class TopicDiscovery implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(TopicDiscovery.class);
    private static final long RETRY_NANOS = 2_000_000_000L;

    private final LinkWatch links;
    private final SourceQueries sources;
    private final String ownClusterId;
    private final Predicate<String> existsAtDestination;
    private final BatchedInquiries<LinkSpec, Beginning, SourceTopicDetails> details;
    private final Origins origins;
    private final Newcomers newcomers = new Newcomers();
    /** What the present situation calls for, of the details. */
    private final Set<Beginning> lookedUp = new HashSet<>();

    private final Unmirrored refused = new Unmirrored();

    public TopicDiscovery(
            LinkWatch links,
            SourceQueries sources,
            String ownClusterId,
            Predicate<String> existsAtDestination,
            Executor executor,
            Runnable wake) {
        this.links = links;
        this.sources = sources;
        this.ownClusterId = ownClusterId;
        this.existsAtDestination = existsAtDestination;
        this.details = new BatchedInquiries<>(
                this::askDetails,
                AtOnce.SIZE_MAX,
                beginning -> AtOnce.size(beginning.topic().partitions()),
                executor,
                wake);
        this.origins = new Origins(sources, executor, wake);
    }

    /** Topics of a link that cannot be mirrored, by source name, each with the reason and the remedy. */
    public Map<String, String> refused(String link) {
        return refused.of(link);
    }

    @Override
    public List<StateRecord> decide(Situation situation) {
        lookedUp.clear();
        details.forgetDue();
        origins.begin();
        newcomers.retain(situation.members(), situation.image().links().keySet());
        // of two links that match a new topic the first takes it; the other is told once it is recorded
        Map<String, StateRecord> records = new TreeMap<>();
        for (LinkDocument link : situation.image().links().values()) {
            Optional<SourceScan> scan = links.scan(link.spec().name());
            scan.ifPresent(found -> discover(situation, link, found).forEach(records::putIfAbsent));
        }
        refused.retain(situation.image().links().keySet());
        details.retain(lookedUp::contains);
        details.send();
        origins.end();
        return List.copyOf(records.values());
    }

    /**
     * A topic that a mapping matches and that nothing is recorded of.
     *
     * @param name of its mirror
     */
    private record Candidate(SourceTopic topic, TopicMappingSpec mapping, String name) {}

    /** The records by the names of their topics. */
    private Map<String, StateRecord> discover(Situation situation, LinkDocument link, SourceScan scan) {
        StateImage image = situation.image();
        String linkName = link.spec().name();
        newcomers.look(linkName, image, scan);
        Matching matching = Matching.of(image);
        matching.forget(linkName, scan.topics().size() + image.topics().size());
        Map<String, StateRecord> records = new TreeMap<>();
        Map<String, String> refusals = new TreeMap<>();
        List<Candidate> candidates = new ArrayList<>();
        for (SourceTopic topic : scan.topics()) {
            Optional<TopicMappingSpec> mapping = topic.matched(matching, linkName);
            if (mapping.isEmpty()) {
                continue;
            }
            String name = TopicMatching.destination(mapping.get(), topic.name());
            MirrorTopic known = image.topics().get(name);
            Optional<String> refusal =
                    refusal(known, link, topic, name).or(() -> heldByAnother(image, known, linkName));
            if (refusal.isPresent()) {
                refusals.put(topic.name(), refusal.get());
            } else if (known == null && isMirroredFromNowOn(link, mapping.get())) {
                candidates.add(new Candidate(topic, mapping.get(), name));
            } else if (known != null) {
                reconsider(image, known, linkName, topic, mapping.get()).ifPresent(record -> records.put(name, record));
            }
        }
        if (!candidates.isEmpty()) {
            origins.of(situation, link, scan)
                    .ifPresent(known -> candidates.forEach(
                            candidate -> take(situation, link, candidate, known, records, refusals)));
        }
        refused.found(linkName, refusals, names(candidates));
        return records;
    }

    private static Set<String> names(List<Candidate> candidates) {
        return candidates.stream().map(candidate -> candidate.topic().name()).collect(Collectors.toSet());
    }

    /** Over a paused link later; by a mapping that has Orbit let go, never. */
    private static boolean isMirroredFromNowOn(LinkDocument link, TopicMappingSpec mapping) {
        return !link.spec().isPaused() && !mapping.irreversibleDisableOrbitManagement();
    }

    private void take(
            Situation situation,
            LinkDocument link,
            Candidate candidate,
            Origins.Known known,
            Map<String, StateRecord> records,
            Map<String, String> refusals) {
        SourceTopic topic = candidate.topic();
        List<String> clusters = known.of(topic);
        Optional<String> obstacle = Optional.ofNullable(known.unknown()).or(() -> obstacle(candidate, clusters));
        obstacle.ifPresent(why -> refusals.put(topic.name(), why));
        if (obstacle.isEmpty() && !clusters.contains(ownClusterId)) {
            details(situation, link, topic, candidate.mapping()).ifPresent(answer -> {
                record(link, candidate, clusters, answer)
                        .ifPresent(record -> records.putIfAbsent(candidate.name(), record));
                failure(answer).ifPresent(failure -> refusals.put(topic.name(), failure));
            });
        }
    }

    /** A regex takes no copies of this cluster's own topics, as it takes no internal ones; whoever names one is told. */
    private Optional<String> obstacle(Candidate candidate, List<String> clusters) {
        return clusters.contains(ownClusterId) && candidate.mapping().sourceTopic() != null
                ? Optional.of("it is a copy of a topic of this very cluster (" + String.join(", then ", clusters)
                        + "): its records would go round for ever. Mirror it once it is COMPLETE there, or remove the"
                        + " mapping.")
                : Optional.empty();
    }

    private Optional<String> refusal(@Nullable MirrorTopic known, LinkDocument link, SourceTopic topic, String name) {
        if (known == null) {
            return existsAtDestination.test(name)
                    ? Optional.of("destination topic " + name + " exists and is not Orbit's: it is left alone. Give the"
                            + " mirror another name (destination_topic or destination_prefix), or delete the topic.")
                    : Optional.empty();
        }
        boolean same = known.sourceTopic().equals(topic.name())
                && known.sourceClusterId().equals(link.sourceClusterId());
        return same
                ? Optional.empty()
                : Optional.of("destination topic " + name + " already mirrors " + known.sourceTopic() + " of cluster "
                        + known.sourceClusterId() + ". Give the mirror another name.");
    }

    /** Two links to one source may match one topic: it stays with the one that has it, or it would go to and fro for ever. */
    private static Optional<String> heldByAnother(StateImage image, @Nullable MirrorTopic known, String link) {
        if (known == null || known.link().equals(link) || known.migration() instanceof Migration.Complete) {
            return Optional.empty();
        }
        return Declared.holder(image, known)
                .map(holder -> "destination topic " + known.topic() + " is mirrored over link " + known.link()
                        + " already, by its mapping " + holder.source()
                        + ". Give the mirror another name, or exclude the topic from one of the two mappings.");
    }

    private static Optional<StateRecord> record(
            LinkDocument link, Candidate candidate, List<String> origins, Answer<SourceTopicDetails> answer) {
        String clusterId = link.sourceClusterId();
        SourceTopicDetails found = answer.value();
        if (clusterId == null || found == null) {
            return Optional.empty();
        }
        return Optional.of(StateRecord.of(MirrorTopic.matched(
                candidate.name(),
                link.spec().name(),
                candidate.mapping().source(),
                candidate.topic().name(),
                candidate.topic().topicId(),
                clusterId,
                found.startOffsets(),
                origins)));
    }

    private Optional<Answer<SourceTopicDetails>> details(
            Situation situation, LinkDocument link, SourceTopic topic, TopicMappingSpec mapping) {
        boolean isNew = newcomers.isNew(link.spec().name(), mapping.id(), topic);
        TopicMappingSpec start = isNew && mapping.beginFetchAtLatestOffset() ? mapping.fromFirstRecord() : mapping;
        Beginning beginning = new Beginning(topic, start);
        lookedUp.add(beginning);
        return details.ask(link.spec(), beginning, RETRY_NANOS, situation.nowNanos());
    }

    /** The topics that are new at one time cost a few questions: there may be thousands. */
    private Map<Beginning, Answer<SourceTopicDetails>> askDetails(LinkSpec link, Set<Beginning> beginnings)
            throws SourceFailure {
        Map<Beginning, BeginningDetails> found = sources.details(link, beginnings);
        long nowNanos = System.nanoTime();
        return beginnings.stream().collect(Collectors.toMap(Function.identity(), beginning -> {
            BeginningDetails of = Objects.requireNonNull(found.get(beginning));
            return new Answer<>(of.details(), of.failure(), nowNanos);
        }));
    }

    private static Optional<String> failure(Answer<SourceTopicDetails> answer) {
        return answer.reason()
                .map(reason ->
                        "where it begins could not be looked up at the source: " + reason + " It is tried again.");
    }

    /** While the topic here is somebody else's, that is what is told: two reasons would replace each other for ever. */
    private static Optional<StateRecord> failed(MirrorTopic known, SourceTopic topic) {
        if (TopicRemoval.isReplaced(known)) {
            return Optional.empty();
        }
        String ids = topic.topicId().equals(SourceTopic.NO_TOPIC_ID)
                ? "gone for a while; the source has no topic ids to tell the two apart"
                : "topic id " + topic.topicId() + ", mirrored was " + known.sourceTopicId();
        String failure = "source topic " + topic.name() + " was deleted and made anew (" + ids
                + "): the mirror keeps the old one's records. To mirror the new one: orbit resync --topic "
                + known.topic();
        return failure.equals(known.failure())
                ? Optional.empty()
                : Optional.of(StateRecord.of(known.withFailure(failure)));
    }

    private static Optional<StateRecord> reconsider(
            StateImage image, MirrorTopic known, String link, SourceTopic topic, TopicMappingSpec mapping) {
        if (known.migration() instanceof Migration.Complete || known.resync() != null) {
            return Optional.empty();
        }
        boolean same = topic.topicId().equals(known.sourceTopicId());
        // where a source has no topic ids to tell, what was gone and is back is another
        boolean returned =
                known.trouble().isDeleted() && (!same || topic.topicId().equals(SourceTopic.NO_TOPIC_ID));
        if (returned || !topic.mayBe(known.sourceTopicId())) {
            boolean proven = !topic.mayBe(known.sourceTopicId());
            return proven && Declared.followsDeletion(image, known) ? Optional.empty() : failed(known, topic);
        }
        if (!same && known.sourceTopicId().equals(SourceTopic.NO_TOPIC_ID)) {
            LOG.info("topic {}: source topic {} has the id {} now", known.topic(), topic.name(), topic.topicId());
            return Optional.of(StateRecord.of(known.withSourceTopicId(topic.topicId())));
        }
        boolean held = mapping.source().equals(known.mapping()) && link.equals(known.link());
        return held || known.migration() instanceof Migration.Underway
                ? Optional.empty()
                : Optional.of(StateRecord.of(known.withMapping(link, mapping.source(), known.migration())));
    }
}
