// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import dev.orbit.agent.command.Command.PartitionReport;
import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Inquiries;
import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.link.LinkWatch;
import dev.orbit.agent.coordinator.source.SourceFailure;
import dev.orbit.agent.coordinator.source.SourceQueries;
import dev.orbit.agent.declared.Declared;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.SourceCompaction;
import dev.orbit.agent.state.StateRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Records which source topics are compacted, and now and then up to which moment their mirrors held everything: what a
 * leader needs to know to tell, after whatever befell it, whether it may have missed a tombstone.
 */
public final class CompactionWatch implements Duty {

    private final LinkWatch links;
    private final SourceQueries sources;
    private final long refreshNanos;
    private final Inquiries<Key, Found> retentions;
    /** By name at the destination: no mirror of it needed to hold anything at this moment. */
    private final Map<String, Long> uncompactedAsOfMs = new HashMap<>();

    public CompactionWatch(
            LinkWatch links, SourceQueries sources, long refreshNanos, Executor executor, Runnable wake) {
        this.links = links;
        this.sources = sources;
        this.refreshNanos = refreshNanos;
        this.retentions = new Inquiries<>(executor, wake);
    }

    private record Key(String link, long revision, TreeSet<String> sourceTopics) {}

    // askedMs: before the source answered
    private record Found(long askedMs, Map<String, OptionalLong> deleteRetentionMs) {}

    @Override
    public List<StateRecord> decide(Situation situation) {
        List<StateRecord> records = new ArrayList<>();
        Set<Key> asked = new HashSet<>();
        Set<String> watched = new HashSet<>();
        for (LinkDocument link : situation.image().links().values()) {
            Map<String, MirrorTopic> topics = topics(situation, link);
            topics.values().forEach(topic -> remember(situation, topic));
            watched.addAll(topics.keySet());
            if (!topics.isEmpty() && links.scan(link.spec().name()).isPresent()) {
                Found found = ask(situation, link, topics, asked);
                topics.values().forEach(topic -> next(situation, topic, found).ifPresent(records::add));
            }
        }
        uncompactedAsOfMs.keySet().retainAll(watched);
        retentions.retain(asked::contains);
        return records;
    }

    /** Should it be known no more, for the mirror is made anew, it is as if it were first seen now. */
    private void remember(Situation situation, MirrorTopic topic) {
        if (topic.compaction() != null) {
            uncompactedAsOfMs.put(topic.topic(), situation.nowMs());
        } else {
            uncompactedAsOfMs.putIfAbsent(topic.topic(), situation.nowMs());
        }
    }

    /** By name at the destination. */
    private static Map<String, MirrorTopic> topics(Situation situation, LinkDocument link) {
        Map<String, MirrorTopic> topics = new TreeMap<>();
        for (MirrorTopic topic : situation.image().topics().values()) {
            boolean isMirrored = topic.link().equals(link.spec().name())
                    && Declared.leadsToSource(link, topic)
                    && topic.mapping() != null
                    && topic.failure() == null
                    && !topic.trouble().isDeleted()
                    && !(topic.migration() instanceof Migration.Complete);
            if (isMirrored) {
                topics.put(topic.topic(), topic);
            }
        }
        return topics;
    }

    private @Nullable Found ask(
            Situation situation, LinkDocument link, Map<String, MirrorTopic> topics, Set<Key> asked) {
        TreeSet<String> names = new TreeSet<>();
        topics.values().forEach(topic -> names.add(topic.sourceTopic()));
        Key key = new Key(link.spec().name(), link.revision(), names);
        asked.add(key);
        return retentions
                .ask(key, () -> found(link, names), refreshNanos, situation.nowNanos())
                .map(Answer::value)
                .orElse(null);
    }

    private Found found(LinkDocument link, Set<String> names) throws SourceFailure {
        long askedMs = System.currentTimeMillis();
        return new Found(askedMs, sources.deleteRetentions(link.spec(), names));
    }

    private Optional<StateRecord> next(Situation situation, MirrorTopic topic, @Nullable Found found) {
        SourceCompaction known = topic.compaction();
        OptionalLong retentionMs =
                found == null ? null : found.deleteRetentionMs().get(topic.sourceTopic());
        SourceCompaction next = known;
        if (retentionMs != null && retentionMs.isPresent()) {
            long asOfMs = known != null
                    ? known.heldAsOfMs()
                    : uncompactedAsOfMs.getOrDefault(topic.topic(), situation.nowMs());
            next = new SourceCompaction(retentionMs.getAsLong(), asOfMs);
        } else if (retentionMs != null && found != null && known == null) {
            // one that was compacted before stays so: what was taken away then is gone
            uncompactedAsOfMs.put(topic.topic(), found.askedMs());
        }
        if (known != null && next != null) {
            next = next.withHeldAsOf(Math.max(known.heldAsOfMs(), heldAsOfMs(situation, topic)));
        }
        return Objects.equals(known, next) ? Optional.empty() : Optional.of(StateRecord.of(topic.withCompaction(next)));
    }

    /** Of all its partitions; 0 unless each is reported. */
    private static long heldAsOfMs(Situation situation, MirrorTopic topic) {
        long lowest = Long.MAX_VALUE;
        for (int partition = 0; partition < topic.startOffsets().size(); partition++) {
            Long held = situation
                    .members()
                    .partition(topic.topicId(), topic.topic(), partition)
                    .map(PartitionReport::heldAsOfMs)
                    .orElse(null);
            if (held == null) {
                return 0;
            }
            lowest = Math.min(lowest, held);
        }
        return topic.startOffsets().isEmpty() ? 0 : lowest;
    }
}
