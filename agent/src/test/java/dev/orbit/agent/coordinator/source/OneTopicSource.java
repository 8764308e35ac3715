// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.source;

import dev.orbit.agent.migration.OpenTransaction;
import dev.orbit.agent.migration.SourceEnd;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A source with the topic orders, of one partition. */
public final class OneTopicSource implements SourceQueries {
    public static final SourceTopicConfig NO_CONFIG = new SourceTopicConfig(Map.of(), Map.of());

    @Nullable
    public String failure;

    @Nullable
    public String originsFailure;

    public String clusterId = States.SOURCE_CLUSTER;
    public long start;
    public boolean isThere = true;
    public Map<String, String> configs = Map.of();
    public Map<String, String> inherited = Map.of();
    public Map<String, Map<String, SourceTopicConfig>> dissenting = Map.of();
    public String topicId = States.SOURCE_TOPIC_ID;
    public Map<String, OptionalLong> deleteRetentions = Map.of();
    public boolean runsOrbit;
    public Map<String, List<String>> origins = Map.of();
    public List<SourceEnd> ends = List.of();

    /** By name of the source topic, why it does not tell its end. */
    public Map<String, Problem> endsRefused = Map.of();

    /** Its source does not answer until this opens; null: no link's. */
    @Nullable
    public String silentLink;

    public final CountDownLatch silence = new CountDownLatch(1);
    public int endsAskedCount;
    /** Where a mirror begins that begins at the end. */
    public long end;

    public boolean hasOther;

    @Override
    public SourceScan scan(LinkSpec link) {
        List<SourceTopic> topics = new ArrayList<>();
        if (isThere) {
            topics.add(new SourceTopic("orders", topicId, 1, false));
        }
        if (runsOrbit) {
            topics.add(new SourceTopic("__orbit_state", States.TOPIC_ID, 1, false));
        }
        if (hasOther) {
            topics.add(new SourceTopic("other", States.TOPIC_ID, 1, false));
        }
        return new SourceScan(clusterId, topics);
    }

    @Override
    public Map<Beginning, BeginningDetails> details(LinkSpec link, Set<Beginning> beginnings) {
        return beginnings.stream().collect(Collectors.toMap(beginning -> beginning, this::details));
    }

    private BeginningDetails details(Beginning beginning) {
        if (failure != null) {
            return new BeginningDetails(
                    null, new SourceFailure(List.of(new Problem("source_not_authorized", failure, null, "Allow it."))));
        }
        long begins = beginning.mapping().beginFetchAtLatestOffset() ? end : start;
        return new BeginningDetails(new SourceTopicDetails(List.of(begins), NO_CONFIG), null);
    }

    @Override
    public Map<String, List<String>> origins(LinkSpec link) throws SourceFailure {
        if (originsFailure != null) {
            throw new SourceFailure(List.of(new Problem("source_not_authorized", originsFailure, null, "Allow it.")));
        }
        return origins;
    }

    @Override
    public TopicConfigs topicConfigs(LinkSpec link, Collection<String> topics) {
        Map<String, SourceTopicConfig> found =
                isThere ? Map.of("orders", new SourceTopicConfig(configs, inherited)) : Map.of();
        Map<String, String> ids = isThere ? Map.of("orders", topicId) : Map.of();
        return new TopicConfigs(new AnsweringTopics(clusterId, ids), found, Map.of());
    }

    @Override
    public Map<String, Map<String, SourceTopicConfig>> topicConfigsByBroker(LinkSpec link, Collection<String> topics) {
        Map<String, Map<String, SourceTopicConfig>> brokers = new HashMap<>(dissenting);
        brokers.put("one:9092", topicConfigs(link, topics).found());
        return brokers;
    }

    @Override
    public Map<String, OptionalLong> deleteRetentions(LinkSpec link, Collection<String> topics) {
        return deleteRetentions;
    }

    @Override
    public Set<String> missing(LinkSpec link, Collection<String> topics) {
        return Set.of();
    }

    @Override
    public Map<SourceTopicId, TopicEnds> ends(LinkSpec link, EndsFor whom, Set<SourceTopicId> topics)
            throws SourceFailure {
        endsAskedCount++;
        if (link.name().equals(silentLink)) {
            awaitSilenceBroken();
        }
        if (failure != null) {
            throw new SourceFailure(List.of(new Problem("source_unreachable", failure, null, "Look at it.")));
        }
        return topics.stream().collect(Collectors.toMap(topic -> topic, this::end));
    }

    private void awaitSilenceBroken() {
        try {
            silence.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private TopicEnds end(SourceTopicId topic) {
        Problem refused = endsRefused.get(topic.name());
        return refused == null ? new TopicEnds(ends, null) : new TopicEnds(null, new SourceFailure(List.of(refused)));
    }

    @Override
    public List<OpenTransaction> openTransactions(LinkSpec link, MirrorTopic topic, Collection<Integer> partitions) {
        return List.of();
    }

    @Override
    public void checkProxy(LinkSpec link) {}
}
