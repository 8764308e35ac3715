// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Inquiries;
import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.destination.Destination;
import dev.orbit.agent.coordinator.link.LinkWatch;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceTopic;
import dev.orbit.agent.declared.Declared;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows partitions that were added at the source: the mirror topic gets them too, and each is mirrored from its first
 * record, whatever start was chosen for the topic. Tells of those that somebody added at the destination alone.
 */
public final class PartitionGrowth implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionGrowth.class);
    private static final long RETRY_NANOS = 5_000_000_000L;

    private final LinkWatch links;
    private final Destination destination;
    private final Inquiries<Addition, Optional<String>> additions;

    /** By topic; read by others. */
    private final Map<String, String> obstacles = new ConcurrentHashMap<>();

    public PartitionGrowth(LinkWatch links, Destination destination, Executor executor, Runnable wake) {
        this.links = links;
        this.destination = destination;
        this.additions = new Inquiries<>(executor, wake);
    }

    /** Why partitions of a topic take no records, with the remedy; empty where all do. */
    public Optional<String> obstacle(String topic) {
        return Optional.ofNullable(obstacles.get(topic));
    }

    private record Addition(String topic, int partitions) {}

    @Override
    public List<StateRecord> decide(Situation situation) {
        List<Addition> wanted = new ArrayList<>();
        List<StateRecord> records = new ArrayList<>();
        for (LinkDocument document : situation.image().links().values()) {
            String link = document.spec().name();
            if (document.spec().isPaused()) {
                continue;
            }
            Map<String, SourceTopic> sources = new HashMap<>();
            links.scan(link).ifPresent(scan -> scan.topics().forEach(topic -> sources.put(topic.name(), topic)));
            for (MirrorTopic topic : situation.image().topics().values()) {
                if (topic.link().equals(link) && Declared.leadsToSource(document, topic) && mayGrow(topic)) {
                    grown(topic, sources.get(topic.sourceTopic()))
                            .ifPresent(count ->
                                    follow(situation, topic, count, wanted).ifPresent(records::add));
                }
            }
        }
        additions.retain(wanted::contains);
        tellOfMore(situation);
        return records;
    }

    /** Somebody added them here; one that Orbit added is recorded in a moment. */
    private void tellOfMore(Situation situation) {
        Map<String, String> found = new HashMap<>();
        for (MirrorTopic topic : situation.image().topics().values()) {
            int mirrored = topic.startOffsets().size();
            int here = topic.isMirrored()
                    ? destination.partitionCount(topic.topic()).orElse(mirrored)
                    : mirrored;
            if (here > mirrored) {
                found.put(
                        topic.topic(),
                        "destination topic " + topic.topic() + " has " + here + " partitions, and mirrors " + mirrored
                                + " of source topic " + topic.sourceTopic()
                                + ": what is produced to the others is refused. Add partitions to the source topic until"
                                + " it has " + here + ", or have the mirror made anew with as many as the source has:"
                                + " orbit resync --topic " + topic.topic() + " --force.");
            }
        }
        obstacles.putAll(found);
        obstacles.keySet().retainAll(found.keySet());
    }

    /** A cutover's targets are per partition: it ends, or is rolled back, first. */
    private static boolean mayGrow(MirrorTopic topic) {
        boolean settled = topic.migration() instanceof Migration.Reject || topic.migration() instanceof Migration.Proxy;
        return topic.isMirrored() && settled;
    }

    private static Optional<Integer> grown(MirrorTopic topic, @org.jspecify.annotations.Nullable SourceTopic source) {
        return source != null
                        && source.mayBe(topic.sourceTopicId())
                        && source.partitions() > topic.startOffsets().size()
                ? Optional.of(source.partitions())
                : Optional.empty();
    }

    private Optional<StateRecord> follow(Situation situation, MirrorTopic topic, int count, List<Addition> wanted) {
        int here = destination.partitionCount(topic.topic()).orElse(0);
        if (here >= count) {
            LOG.info("topic {} has {} partitions, as at the source", topic.topic(), count);
            return Optional.of(StateRecord.of(topic.withPartitions(count)));
        }
        Addition addition = new Addition(topic.topic(), count);
        wanted.add(addition);
        additions
                .ask(addition, () -> destination.addPartitions(topic.topic(), count), RETRY_NANOS, situation.nowNanos())
                .ifPresent(answer -> report(addition, answer));
        return Optional.empty();
    }

    private static void report(Addition addition, Answer<Optional<String>> answer) {
        Optional<String> refusal = answer.value();
        String reason = refusal == null ? String.valueOf(answer.failure()) : refusal.orElse("");
        if (!reason.isEmpty()) {
            LOG.warn("topic {} cannot have its {} partitions: {}", addition.topic(), addition.partitions(), reason);
        }
    }
}
