// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.stage;

import dev.orbit.agent.source.admin.TopicConfigsByBroker;
import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.connect.SourceException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** One of the two clusters, as any client sees it. Thread-safe. */
public final class Cluster implements AutoCloseable {

    private static final int ANSWER_WITHIN_MS = 20_000;

    private final String bootstrapServers;
    private final Admin admin;

    public Cluster(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.admin = Admin.create(Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "request.timeout.ms",
                ANSWER_WITHIN_MS / 4,
                "default.api.timeout.ms",
                ANSWER_WITHIN_MS));
    }

    /** The cluster did not do, or not tell, what it was asked for. */
    public static final class UnansweredException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnansweredException(Throwable cause) {
            super(cause.toString(), cause);
        }

        /** What the cluster said; the exception itself where it said nothing. */
        public Throwable reason() {
            Throwable cause = getCause();
            return cause == null ? this : cause;
        }
    }

    /** Properties of a client of it. */
    public Map<String, Object> client() {
        return Map.of("bootstrap.servers", bootstrapServers);
    }

    /** The same with more. */
    public Map<String, Object> client(Map<String, ?> more) {
        Map<String, Object> properties = new HashMap<>(more);
        properties.put("bootstrap.servers", bootstrapServers);
        return properties;
    }

    public Admin admin() {
        return admin;
    }

    /**
     * Waits for an answer.
     *
     * @throws UnansweredException if it is an error, or none comes
     */
    public static <T> T get(KafkaFuture<T> answer) {
        try {
            return answer.get(2L * ANSWER_WITHIN_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new UnansweredException(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new UnansweredException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted.", e);
        }
    }

    public Set<String> topics() {
        return new TreeSet<>(get(admin.listTopics().names()));
    }

    /** Those topics that exist, with the number of their partitions. */
    public Map<String, Integer> partitionCounts(Collection<String> topics) {
        Map<String, Integer> counts = new TreeMap<>();
        admin.describeTopics(topics).topicNameValues().forEach((topic, answer) -> {
            try {
                TopicDescription description = get(answer);
                counts.put(topic, description.partitions().size());
            } catch (UnansweredException e) {
                if (!(e.reason() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        });
        return counts;
    }

    /** What is set on each of these topics itself. */
    public Map<String, Map<String, String>> topicConfigs(Collection<String> topics) {
        List<ConfigResource> asked = topics.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        Map<String, Map<String, String>> configs = new TreeMap<>();
        get(admin.describeConfigs(asked).all()).forEach((resource, config) -> {
            Map<String, String> set = new TreeMap<>();
            config.entries().stream()
                    .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                    .forEach(entry -> set.put(entry.name(), entry.value()));
            configs.put(resource.name(), set);
        });
        return configs;
    }

    /**
     * What all brokers say is set on each of these topics. One that they do not agree on is left out: a broker that was
     * restarted may show what was set on a deleted topic of that name.
     */
    public Map<String, Map<String, String>> agreedTopicConfigs(Collection<String> topics) {
        Map<String, Set<Map<String, String>>> said = new TreeMap<>();
        try {
            new TopicConfigsByBroker(SourceClientConfig.of("soak", client()))
                    .of(topics)
                    .values()
                    .forEach(broker ->
                            broker.forEach((topic, entries) -> said.computeIfAbsent(topic, unused -> new HashSet<>())
                                    .add(entries.own())));
        } catch (SourceException e) {
            throw new UnansweredException(e);
        }
        Map<String, Map<String, String>> agreed = new TreeMap<>();
        said.forEach((topic, configs) -> {
            if (configs.size() == 1) {
                agreed.put(topic, new TreeMap<>(configs.iterator().next()));
            }
        });
        return agreed;
    }

    /** Where each partition of a topic starts and ends; partitions below {@code count}. */
    public List<Positions> positions(String topic, int count) {
        List<TopicPartition> partitions = partitions(topic, count);
        // what may grow is read last
        Map<TopicPartition, Long> starts = offsets(partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
        Map<TopicPartition, Long> stable = offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
        Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
        return partitions.stream()
                .map(partition -> new Positions(at(starts, partition), at(stable, partition), at(ends, partition)))
                .toList();
    }

    /** Of each partition of a topic below {@code count}: how many leaders it has had, as this cluster counts them. */
    public List<Integer> leaderEpochs(String topic, int count) {
        List<TopicPartition> partitions = partitions(topic, count);
        Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> ends = get(admin.listOffsets(partitions.stream()
                        .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest())))
                .all());
        return partitions.stream()
                .map(partition -> Optional.ofNullable(ends.get(partition))
                        .flatMap(ListOffsetsResult.ListOffsetsResultInfo::leaderEpoch)
                        .orElse(0))
                .toList();
    }

    private static long at(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        return offsets.getOrDefault(partition, -1L);
    }

    public static List<TopicPartition> partitions(String topic, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> new TopicPartition(topic, number))
                .toList();
    }

    private Map<TopicPartition, Long> offsets(
            Collection<TopicPartition> partitions, OffsetSpec spec, IsolationLevel isolationLevel) {
        Map<TopicPartition, OffsetSpec> asked =
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> spec));
        return get(admin.listOffsets(asked, new ListOffsetsOptions(isolationLevel))
                        .all())
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> offset(entry.getValue())));
    }

    private static long offset(ListOffsetsResult.ListOffsetsResultInfo info) {
        return info.offset();
    }

    /** A group's commits; none where there is no such group. */
    public Map<TopicPartition, Long> commits(String group) {
        Map<TopicPartition, OffsetAndMetadata> found =
                get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(group));
        Map<TopicPartition, Long> commits = new HashMap<>();
        found.forEach((partition, commit) -> {
            if (commit != null) {
                commits.put(partition, commit.offset());
            }
        });
        return Collections.unmodifiableMap(commits);
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
