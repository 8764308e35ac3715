// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Inquiries;
import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.destination.Destination;
import dev.orbit.agent.coordinator.link.LinkWatch;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceScan;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceTopic;
import dev.orbit.agent.declared.Declared;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.MappingDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes mirror topics whose source topic is gone, where their mapping says so. That the source topic is gone is recorded
 * first; then the topic that Orbit created is deleted by its id, so that nothing else of its name can be meant, however
 * often it is tried; {@link TopicRemoval} forgets it once it is gone, and a source topic that was made anew is mirrored anew.
 */
public final class DeletionFollowing implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(DeletionFollowing.class);
    private static final long RETRY_NANOS = 5_000_000_000L;

    private final LinkWatch links;
    private final Destination destination;
    private final Supplier<StateImage> newest;
    private final Inquiries<Deletion, Optional<String>> deletions;

    /** By name at the destination: another source topic has the name of the mirrored one, by one scan. */
    private final Map<String, Remade> remade = new HashMap<>();

    private final Map<String, Map<String, String>> problems = new ConcurrentHashMap<>();

    /** @param newest the state as it acts now; read by any thread */
    public DeletionFollowing(
            LinkWatch links, Destination destination, Supplier<StateImage> newest, Executor executor, Runnable wake) {
        this.links = links;
        this.destination = destination;
        this.newest = newest;
        this.deletions = new Inquiries<>(executor, wake);
    }

    private record Deletion(String topic, String topicId) {}

    private record Remade(String sourceTopicId, SourceScan scan) {}

    /** Topics of a link that should be deleted and could not be, by name, each with the reason. */
    public Map<String, String> problems(String link) {
        return problems.getOrDefault(link, Map.of());
    }

    /** Whether a topic is being deleted at this moment: it is not to be opened. On the coordinator's thread alone. */
    public boolean isUnderWay(String topic) {
        return deletions.isUnderWay((Deletion deletion) -> deletion.topic().equals(topic));
    }

    @Override
    public List<StateRecord> decide(Situation situation) {
        StateImage image = situation.image();
        List<StateRecord> records = new ArrayList<>();
        Set<String> suspects = new HashSet<>();
        Set<Deletion> wanted = new HashSet<>();
        problems.keySet().retainAll(image.links().keySet());
        for (LinkDocument link : image.links().values()) {
            SourceScan scan = links.scan(link.spec().name()).orElse(null);
            Map<String, String> refusals = new HashMap<>();
            boolean any = image.mappings().values().stream()
                    .map(MappingDocument::spec)
                    .anyMatch(mapping -> mapping.link().equals(link.spec().name()) && mapping.followSourceDeletion());
            if (any && scan != null && !link.spec().isPaused()) {
                Map<String, SourceTopic> sources = new HashMap<>();
                scan.topics().forEach(source -> sources.put(source.name(), source));
                for (MirrorTopic topic : followed(image, link)) {
                    SourceTopic source = sources.get(topic.sourceTopic());
                    if (topic.trouble().isDeleted()) {
                        delete(situation, topic, source, wanted)
                                .ifPresent(refusal -> refusals.put(topic.topic(), refusal));
                    } else if (isAnother(topic, source)) {
                        suspects.add(topic.topic());
                        goneBefore(situation, topic, source, scan).ifPresent(records::add);
                    }
                }
            }
            problems.put(link.spec().name(), refusals);
        }
        remade.keySet().retainAll(suspects);
        deletions.retain(deletion -> wanted.contains(deletion) || deletions.isUnderWay(deletion));
        return records;
    }

    private static List<MirrorTopic> followed(StateImage image, LinkDocument link) {
        return image.topics().values().stream()
                .filter(topic -> topic.link().equals(link.spec().name()))
                .filter(topic -> Declared.leadsToSource(link, topic))
                .filter(topic ->
                        topic.migration() instanceof Migration.Reject || topic.migration() instanceof Migration.Proxy)
                .filter(topic -> Declared.followsDeletion(image, topic))
                .toList();
    }

    /** Proven by their ids; a source without topic ids proves nothing. */
    private static boolean isAnother(MirrorTopic topic, @Nullable SourceTopic source) {
        return source != null && !source.mayBe(topic.sourceTopicId());
    }

    /** It was deleted and made anew between two scans. One broker alone may be late: so two scans have to say so. */
    @SuppressWarnings("ReferenceEquality") // two scans may see the same, and are two nevertheless
    private Optional<StateRecord> goneBefore(
            Situation situation, MirrorTopic topic, @Nullable SourceTopic source, SourceScan scan) {
        if (source == null) {
            return Optional.empty();
        }
        Remade before = remade.get(topic.topic());
        if (before == null || !before.sourceTopicId().equals(source.topicId())) {
            remade.put(topic.topic(), new Remade(source.topicId(), scan));
            return Optional.empty();
        }
        if (before.scan() == scan) {
            return Optional.empty();
        }
        LOG.warn(
                "topic {}: source topic {} was deleted and made anew; the mirror of the old one goes too",
                topic.topic(),
                topic.sourceTopic());
        return Optional.of(StateRecord.of(
                topic.withFailure(null).withTrouble(topic.trouble().withDeletedAt(situation.nowMs()))));
    }

    /** Once nothing is forwarded any more; why it could not be deleted. */
    private Optional<String> delete(
            Situation situation, MirrorTopic topic, @Nullable SourceTopic source, Set<Deletion> wanted) {
        String topicId = topic.topicId();
        boolean mayBeBack = source != null && source.mayBe(topic.sourceTopicId());
        boolean isThere = destination
                .topicId(topic.topic())
                .filter(id -> id.equals(topicId))
                .isPresent();
        if (topicId == null || mayBeBack || !isThere || !(topic.migration() instanceof Migration.Reject)) {
            return Optional.empty();
        }
        Deletion deletion = new Deletion(topic.topic(), topicId);
        wanted.add(deletion);
        return deletions
                .ask(deletion, () -> deleted(topic, topicId), RETRY_NANOS, situation.nowNanos())
                .flatMap(DeletionFollowing::refusal);
    }

    /** It may have waited for its turn for long: whoever opened the topic meanwhile, or took the mapping back, is heard. */
    private Optional<String> deleted(MirrorTopic topic, String topicId) throws Exception {
        StateImage image = newest.get();
        boolean isStillMeant = Optional.ofNullable(image.topics().get(topic.topic()))
                .filter(now -> topicId.equals(now.topicId()) && now.trouble().isDeleted())
                .filter(now -> now.migration() instanceof Migration.Reject && Declared.followsDeletion(image, now))
                .isPresent();
        if (!isStillMeant) {
            return Optional.of("it is not to be deleted any more.");
        }
        LOG.warn(
                "topic {} (id {}) is deleted: its source topic {} was, and its mapping follows that",
                topic.topic(),
                topicId,
                topic.sourceTopic());
        return destination.delete(topicId);
    }

    private static Optional<String> refusal(Answer<Optional<String>> answer) {
        return Inquiries.refusal(answer)
                .map(reason -> "its source topic was deleted, and it cannot be deleted here: " + reason
                        + " Delete it by hand, or take follow_source_deletion out of its mapping.");
    }
}
