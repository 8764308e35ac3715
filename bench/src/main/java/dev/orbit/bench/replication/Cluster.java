// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.replication;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What the benchmark asks a cluster. */
final class Cluster implements AutoCloseable {

    private static final long ANSWER_WITHIN_S = 30;

    private final Admin admin;

    Cluster(String bootstrapServers) {
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    void createTopic(String topic, int partitionCount) {
        get(admin.createTopics(List.of(new NewTopic(topic, partitionCount, (short) 1)))
                .all());
    }

    /** Bytes of a topic's logs on one broker. */
    long logBytes(String topic, int broker) {
        return get(admin.describeLogDirs(List.of(broker)).allDescriptions()).values().stream()
                .flatMap(directories -> directories.values().stream())
                .flatMap(directory -> directory.replicaInfos().entrySet().stream())
                .filter(replica -> replica.getKey().topic().equals(topic))
                .mapToLong(replica -> replica.getValue().size())
                .sum();
    }

    /** The sum of a topic's log end offsets; 0 while there is no such topic. */
    long endOffsets(String topic, int partitionCount) {
        try {
            return get(admin.listOffsets(partitions(topic, partitionCount).stream()
                                    .collect(Collectors.toMap(partition -> partition, p -> OffsetSpec.latest())))
                            .all())
                    .values()
                    .stream()
                    .mapToLong(ListOffsetsResultInfo::offset)
                    .sum();
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return 0;
            }
            throw e;
        }
    }

    /** Has exactly these brokers hold a topic; returns before they do. */
    void assign(String topic, int partitionCount, List<Integer> brokers) {
        get(admin.alterPartitionReassignments(partitions(topic, partitionCount).stream()
                        .collect(Collectors.toMap(
                                partition -> partition, p -> Optional.of(new NewPartitionReassignment(brokers)))))
                .all());
    }

    /** The id of the only broker. */
    int onlyBroker() {
        Collection<Node> nodes = get(admin.describeCluster().nodes());
        if (nodes.size() != 1) {
            throw new IllegalStateException("Expected one broker, found " + nodes + ".");
        }
        return nodes.iterator().next().id();
    }

    @Override
    public void close() {
        admin.close();
    }

    static List<TopicPartition> partitions(String topic, int partitionCount) {
        return IntStream.range(0, partitionCount)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    private static <T> T get(KafkaFuture<T> answer) {
        try {
            return answer.get(ANSWER_WITHIN_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The cluster refused.", e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("The cluster did not answer within " + ANSWER_WITHIN_S + " s.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the cluster.", e);
        }
    }
}
