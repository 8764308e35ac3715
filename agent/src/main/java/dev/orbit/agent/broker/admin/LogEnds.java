// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.admin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.LeaderNotAvailableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.apache.kafka.common.requests.ListOffsetsResponse;

/** Where the logs of a topic of this cluster end, whichever broker leads them. */
final class LogEnds {

    private final ClusterView cluster;
    private final InterBrokerChannel channel;
    private final int timeoutMs;

    LogEnds(ClusterView cluster, InterBrokerChannel channel, int timeoutMs) {
        this.cluster = cluster;
        this.channel = channel;
        this.timeoutMs = timeoutMs;
    }

    /** By partition. Fails with Kafka's reason while one has no leader, or its leader does not say. */
    CompletableFuture<List<Long>> of(String topic) {
        OptionalInt count = cluster.partitionCount(topic);
        if (count.isEmpty()) {
            return CompletableFuture.failedFuture(
                    new UnknownTopicOrPartitionException("there is no topic " + topic + ", or not yet"));
        }
        Map<Node, List<ListOffsetsPartition>> byLeader = new HashMap<>();
        for (int number = 0; number < count.getAsInt(); number++) {
            TopicPartition partition = new TopicPartition(topic, number);
            Optional<Node> leader = cluster.leader(partition);
            OptionalInt epoch = cluster.leaderEpoch(partition);
            if (leader.isEmpty() || epoch.isEmpty()) {
                return CompletableFuture.failedFuture(
                        new LeaderNotAvailableException("partition " + partition + " has no leader"));
            }
            byLeader.computeIfAbsent(leader.get(), unused -> new ArrayList<>())
                    .add(new ListOffsetsPartition()
                            .setPartitionIndex(number)
                            .setCurrentLeaderEpoch(epoch.getAsInt())
                            .setTimestamp(ListOffsetsRequest.LATEST_TIMESTAMP));
        }
        List<CompletableFuture<List<Long>>> answers = new ArrayList<>();
        byLeader.forEach((leader, partitions) -> answers.add(ask(leader, topic, partitions)));
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(unused -> answers.stream()
                        .flatMap(answer -> answer.join().stream())
                        .toList());
    }

    /** As a client could not: what followers do not have yet lies above the high watermark. */
    private CompletableFuture<List<Long>> ask(Node leader, String topic, List<ListOffsetsPartition> partitions) {
        var question = ListOffsetsRequest.Builder.forReplica(
                        ApiKeys.LIST_OFFSETS.latestVersion(), ListOffsetsRequest.DEBUGGING_REPLICA_ID)
                .setTargetTimes(List.of(new ListOffsetsTopic().setName(topic).setPartitions(partitions)))
                .setTimeoutMs(timeoutMs);
        return channel.send(leader, question)
                .thenApply(answer -> ((ListOffsetsResponse) answer)
                        .topics().stream()
                                .flatMap(found -> found.partitions().stream())
                                .map(found -> end(topic, found))
                                .toList());
    }

    private static long end(String topic, ListOffsetsPartitionResponse found) {
        Errors error = Errors.forCode(found.errorCode());
        if (error != Errors.NONE) {
            throw error.exception("partition " + topic + "-" + found.partitionIndex() + " answers " + error);
        }
        return found.offset();
    }
}
