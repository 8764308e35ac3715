// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Inquiries;
import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.destination.Destination;
import dev.orbit.agent.coordinator.link.LinkWatch;
import dev.orbit.agent.coordinator.source.SourceQueries;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceTopic;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceTopicDetails;
import dev.orbit.agent.declared.Declared;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.Resync;
import dev.orbit.agent.state.SourceEpochs;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.StateRecord.Kind;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the destination topics of mirrors that are made anew. First the source says where the new mirror is to start: a
 * copy is not given up for one that cannot be begun. Each step can be taken again, so that a coordinator that takes over
 * goes on from the record; and its topic's name stays recorded throughout, so that no gate ever takes it for another's.
 */
public final class TopicResync implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(TopicResync.class);
    private static final long RETRY_NANOS = 2_000_000_000L;

    private final Destination destination;
    private final LinkWatch links;
    private final SourceQueries sources;
    private final Inquiries<Start, SourceTopicDetails> starts;
    private final Inquiries<String, Optional<String>> deletions;
    /** In this pass, by link and name: there may be thousands, and as many that are made anew. */
    private final Map<String, Map<String, SourceTopic>> scanned = new HashMap<>();

    private final Map<String, String> obstacles = new ConcurrentHashMap<>();

    public TopicResync(
            Destination destination, LinkWatch links, SourceQueries sources, Executor executor, Runnable wake) {
        this.destination = destination;
        this.links = links;
        this.sources = sources;
        this.starts = new Inquiries<>(executor, wake);
        this.deletions = new Inquiries<>(executor, wake);
    }

    /** Where a topic starts under a mapping, asked for one resync. */
    private record Start(String formerTopicId, SourceTopic topic, TopicMappingSpec mapping) {}

    /** What keeps a topic's resync from going on, with the remedy; empty while nothing does. */
    public Optional<String> obstacle(String topic) {
        return Optional.ofNullable(obstacles.get(topic));
    }

    @Override
    public List<StateRecord> decide(Situation situation) {
        scanned.clear();
        Set<String> formerIds = new HashSet<>();
        Set<String> names = new HashSet<>();
        List<StateRecord> records = new ArrayList<>();
        for (MirrorTopic topic : situation.image().topics().values()) {
            Resync resync = topic.resync();
            if (resync != null && topic.created()) {
                formerIds.add(resync.formerTopicId());
                names.add(topic.topic());
                records.addAll(step(situation, topic, resync));
            }
        }
        obstacles.keySet().retainAll(names);
        starts.retain(start -> formerIds.contains(start.formerTopicId()));
        deletions.retain(formerIds::contains);
        return records;
    }

    private List<StateRecord> step(Situation situation, MirrorTopic topic, Resync resync) {
        Optional<TopicMappingSpec> mapping = Declared.holder(situation.image(), topic);
        LinkDocument link = situation.image().links().get(topic.link());
        if (mapping.isEmpty() || link == null) {
            return waits(topic, "a topic mapping that matches source topic " + topic.sourceTopic());
        }
        if (link.spec().isPaused()) {
            return waits(topic, "link " + topic.link() + " to run: it is paused");
        }
        if (!Declared.leadsToSource(link, topic)) {
            return waits(
                    topic,
                    "link " + topic.link() + " to lead to cluster " + topic.sourceClusterId()
                            + " again, where its source topic is");
        }
        Optional<SourceTopic> source = Optional.ofNullable(scanned(topic.link()).get(topic.sourceTopic()));
        if (source.isEmpty()) {
            return waits(topic, "link " + topic.link() + " to find source topic " + topic.sourceTopic());
        }
        Optional<Answer<SourceTopicDetails>> details = starts.ask(
                new Start(resync.formerTopicId(), source.get(), mapping.get()),
                () -> sources.details(link.spec(), source.get(), mapping.get()),
                RETRY_NANOS,
                situation.nowNanos());
        SourceTopicDetails start = details.map(Answer::value).orElse(null);
        if (start == null) {
            return waits(topic, "the source to say where it starts" + failure(details));
        }
        if (!resync.isDeleting()) {
            // recorded first: until then a failover may still open what is there
            return List.of(StateRecord.of(topic.withResync(resync.toDeleting(situation.nowMs()))));
        }
        return deleted(situation, topic, resync)
                ? madeAnew(
                        situation.image(),
                        topic.toMadeAnew(mapping.get().source(), source.get().topicId(), start.startOffsets()))
                : List.of();
    }

    private Map<String, SourceTopic> scanned(String link) {
        return scanned.computeIfAbsent(
                link,
                name -> links.scan(name).stream()
                        .flatMap(scan -> scan.topics().stream())
                        .collect(Collectors.toMap(SourceTopic::name, Function.identity(), (first, same) -> first)));
    }

    /** Whether the controller and this broker know that it is gone; the others' partitions are told apart by its id. */
    private boolean deleted(Situation situation, MirrorTopic topic, Resync resync) {
        String id = resync.formerTopicId();
        Optional<Answer<Optional<String>>> answer =
                deletions.ask(id, () -> destination.delete(id), RETRY_NANOS, situation.nowNanos());
        Optional<String> refusal = answer.map(Answer::value).orElse(null);
        if (refusal == null || refusal.isPresent()) {
            String why = refusal == null ? failure(answer) : ": " + refusal.get();
            waits(topic, "its topic to be deleted" + why);
            return false;
        }
        obstacles.remove(topic.topic());
        return !destination.topicId(topic.topic()).equals(Optional.of(id));
    }

    private static List<StateRecord> madeAnew(StateImage image, MirrorTopic topic) {
        LOG.info("topic {} was deleted at the destination: it is made anew", topic.topic());
        List<StateRecord> records = forgetEpochs(image, topic.topic());
        records.add(StateRecord.of(topic));
        return records;
    }

    /** Of all partitions, for their logs are gone. */
    static List<StateRecord> forgetEpochs(StateImage image, String topic) {
        List<StateRecord> records = new ArrayList<>();
        image.epochsOf(topic)
                .forEach(epochs ->
                        records.add(StateRecord.removal(Kind.EPOCHS, SourceEpochs.name(topic, epochs.partition()))));
        return records;
    }

    private static String failure(Optional<? extends Answer<?>> answer) {
        return answer.map(Answer::failure)
                .map(failure -> ": " + (failure.getMessage() == null ? failure : failure.getMessage()))
                .orElse("");
    }

    private List<StateRecord> waits(MirrorTopic topic, String what) {
        if (!what.equals(obstacles.put(topic.topic(), what))) {
            LOG.info("topic {} is made anew; that waits for {}", topic.topic(), what);
        }
        return List.of();
    }
}
