// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import dev.orbit.agent.coordinator.destination.Destination;
import dev.orbit.agent.coordinator.source.AnsweringTopics;
import dev.orbit.agent.coordinator.source.OneTopicSource;
import dev.orbit.agent.coordinator.source.SourceFailure;
import dev.orbit.agent.coordinator.source.SourceQueries;
import dev.orbit.agent.coordinator.source.SourceTopicConfig;
import dev.orbit.agent.migration.OpenTransaction;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A source with topics t-0, t-1 and so on, and a destination that shows at once what is made there; both count. */
final class ManyTopics {

    final Source source;
    final Target destination = new Target();

    ManyTopics(int count, int partitions) {
        this.source = new Source(count, partitions);
    }

    static final class Source implements SourceQueries {
        private final List<SourceTopic> topics;

        /** By topic, why it is not told where it begins. */
        final Map<String, Problem> unknown = new HashMap<>();

        /** By topic, why its configs are not told. */
        final Map<String, String> refused = new HashMap<>();

        /** How many topics each question was about. */
        final List<Integer> detailsAsked = new ArrayList<>();

        final List<Integer> configsAsked = new ArrayList<>();

        private Source(int count, int partitions) {
            this.topics = IntStream.range(0, count)
                    .mapToObj(number -> new SourceTopic("t-" + number, States.SOURCE_TOPIC_ID, partitions, false))
                    .toList();
        }

        @Override
        public SourceScan scan(LinkSpec link) {
            return new SourceScan(States.SOURCE_CLUSTER, topics);
        }

        @Override
        public Map<Beginning, BeginningDetails> details(LinkSpec link, Set<Beginning> beginnings) {
            detailsAsked.add(beginnings.size());
            return beginnings.stream().collect(Collectors.toMap(Function.identity(), this::details));
        }

        private BeginningDetails details(Beginning beginning) {
            Problem why = unknown.get(beginning.topic().name());
            List<Long> starts = Collections.nCopies(beginning.topic().partitions(), 0L);
            return why == null
                    ? new BeginningDetails(new SourceTopicDetails(starts, OneTopicSource.NO_CONFIG), null)
                    : new BeginningDetails(null, new SourceFailure(List.of(why)));
        }

        @Override
        public TopicConfigs topicConfigs(LinkSpec link, Collection<String> names) {
            configsAsked.add(names.size());
            Map<String, SourceTopicConfig> found = names.stream()
                    .filter(name -> !refused.containsKey(name))
                    .collect(Collectors.toMap(Function.identity(), name -> OneTopicSource.NO_CONFIG));
            Map<String, String> ids =
                    names.stream().collect(Collectors.toMap(Function.identity(), name -> States.SOURCE_TOPIC_ID));
            return new TopicConfigs(new AnsweringTopics(States.SOURCE_CLUSTER, ids), found, refused);
        }

        @Override
        public Map<String, List<String>> origins(LinkSpec link) {
            return Map.of();
        }

        @Override
        public Map<String, Map<String, SourceTopicConfig>> topicConfigsByBroker(
                LinkSpec link, Collection<String> names) {
            throw new AssertionError("not asked");
        }

        @Override
        public Map<String, OptionalLong> deleteRetentions(LinkSpec link, Collection<String> names) {
            return Map.of();
        }

        @Override
        public Set<String> missing(LinkSpec link, Collection<String> names) {
            return Set.of();
        }

        @Override
        public Map<SourceTopicId, TopicEnds> ends(LinkSpec link, EndsFor whom, Set<SourceTopicId> asked) {
            throw new AssertionError("not asked");
        }

        @Override
        public List<OpenTransaction> openTransactions(
                LinkSpec link, MirrorTopic topic, Collection<Integer> partitions) {
            return List.of();
        }

        @Override
        public void checkProxy(LinkSpec link) {}
    }

    static final class Target implements Destination {
        final Map<String, Integer> partitions = new TreeMap<>();

        /** By topic, what stands against it. */
        final Map<String, String> refused = new HashMap<>();

        /** The topics of each request. */
        final List<List<NewTopic>> requests = new ArrayList<>();

        /** A request with this topic fails as a whole; null: none does. */
        @Nullable
        String failing;

        @Override
        public OptionalInt partitionCount(String topic) {
            Integer count = partitions.get(topic);
            return count == null ? OptionalInt.empty() : OptionalInt.of(count);
        }

        @Override
        public Optional<String> topicId(String topic) {
            return Optional.ofNullable(partitions.get(topic)).map(count -> "id of " + topic);
        }

        @Override
        public Map<String, Optional<String>> create(Collection<NewTopic> topics) {
            requests.add(List.copyOf(topics));
            if (topics.stream().anyMatch(topic -> topic.name().equals(failing))) {
                throw new IllegalStateException("no answer from broker 1");
            }
            return topics.stream().collect(Collectors.toMap(NewTopic::name, this::create));
        }

        private Optional<String> create(NewTopic topic) {
            Optional<String> refusal = Optional.ofNullable(refused.get(topic.name()));
            if (refusal.isEmpty()) {
                partitions.put(topic.name(), topic.partitions());
            }
            return refusal;
        }

        @Override
        public boolean isGone(String topic) {
            throw new AssertionError("not asked");
        }

        @Override
        public boolean holdsRecords(String topic) {
            throw new AssertionError("not asked: Orbit made it");
        }

        @Override
        public Map<String, String> configs(String topic) {
            return Map.of();
        }

        @Override
        public Map<String, String> topicDefaults() {
            return Map.of();
        }

        @Override
        public Optional<String> createBeside(String other, String topic, int count, Map<String, String> configs) {
            throw new AssertionError("not asked");
        }

        @Override
        public Optional<String> delete(String topicId) {
            throw new AssertionError("not asked");
        }

        @Override
        public Optional<String> addPartitions(String topic, int count) {
            throw new AssertionError("not asked");
        }

        @Override
        public Optional<String> alterConfigs(String topic, Map<String, Optional<String>> changes) {
            throw new AssertionError("not asked");
        }
    }
}
