// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.admin;

import dev.orbit.agent.source.connect.BrokerConnection;
import dev.orbit.agent.source.connect.BrokerEndpoint;
import dev.orbit.agent.source.connect.Exchange;
import dev.orbit.agent.source.connect.SourceClientConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.apache.kafka.common.requests.ListOffsetsResponse;

/** Asks one broker where partitions end that it leads, in one round trip. */
final class LeaderEnds {

    /** The three views of an end, in the order in which they are asked for: each may only have grown since the one before. */
    private static final int VIEWS = 3;

    private LeaderEnds() {}

    /**
     * What a broker answered about one partition.
     *
     * @param end meaningless unless the error is NONE
     */
    record Answer(SourceEndOffsets.End end, Errors error) {}

    /** The connection that {@link #ask} wants. */
    static BrokerConnection connect(SourceClientConfig config, BrokerEndpoint broker) {
        return new BrokerConnection(config, broker, BrokerConnection.Tuning.pipelined(VIEWS));
    }

    /**
     * Asks, and waits.
     *
     * @param leaderEpochs of the partitions, under which the broker is taken for their leader
     * @param cancelled ends the wait; look after {@link BrokerConnection#wakeup}
     */
    static Map<TopicPartition, Answer> ask(
            BrokerConnection connection,
            Map<TopicPartition, Integer> leaderEpochs,
            int timeoutMs,
            BooleanSupplier cancelled)
            throws Exchange.FailedException {
        List<ListOffsetsTopic> topics = topics(leaderEpochs);
        // the log end as no client sees it: what was acknowledged with acks 1 may lie above the high watermark
        List<ListOffsetsRequest.Builder> questions = Stream.of(
                        ListOffsetsRequest.Builder.forReplica(
                                ApiKeys.LIST_OFFSETS.latestVersion(), ListOffsetsRequest.DEBUGGING_REPLICA_ID),
                        ListOffsetsRequest.Builder.forConsumer(true, IsolationLevel.READ_UNCOMMITTED),
                        ListOffsetsRequest.Builder.forConsumer(true, IsolationLevel.READ_COMMITTED))
                .map(question -> question.setTargetTimes(topics).setTimeoutMs(timeoutMs))
                .toList();
        List<Map<TopicPartition, View>> views = new ArrayList<>();
        for (AbstractResponse answer : Exchange.ask(connection, questions, timeoutMs, cancelled)) {
            views.add(view((ListOffsetsResponse) answer));
        }
        Map<TopicPartition, Answer> answers = new HashMap<>();
        leaderEpochs.forEach((partition, epoch) -> answers.put(
                partition,
                answer(
                        views.stream()
                                .map(view -> view.getOrDefault(partition, View.NONE))
                                .toList(),
                        epoch)));
        return answers;
    }

    private static List<ListOffsetsTopic> topics(Map<TopicPartition, Integer> leaderEpochs) {
        Map<String, List<ListOffsetsPartition>> byTopic = new HashMap<>();
        leaderEpochs.forEach(
                (partition, epoch) -> byTopic.computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                        .add(new ListOffsetsPartition()
                                .setPartitionIndex(partition.partition())
                                .setCurrentLeaderEpoch(epoch)
                                .setTimestamp(ListOffsetsRequest.LATEST_TIMESTAMP)));
        return byTopic.entrySet().stream()
                .map(topic -> new ListOffsetsTopic().setName(topic.getKey()).setPartitions(topic.getValue()))
                .toList();
    }

    private record View(long offset, Errors error) {
        static final View NONE = new View(-1, Errors.UNKNOWN_SERVER_ERROR);
    }

    private static Map<TopicPartition, View> view(ListOffsetsResponse answer) {
        Map<TopicPartition, View> offsets = new HashMap<>();
        answer.topics()
                .forEach(topic -> topic.partitions()
                        .forEach(partition -> offsets.put(
                                new TopicPartition(topic.name(), partition.partitionIndex()),
                                new View(partition.offset(), Errors.forCode(partition.errorCode())))));
        return offsets;
    }

    /** A leader of another epoch than it was asked under answers with an error. */
    private static Answer answer(List<View> views, int leaderEpoch) {
        Errors error = views.stream()
                .map(View::error)
                .filter(each -> each != Errors.NONE)
                .findFirst()
                .orElse(Errors.NONE);
        return new Answer(
                new SourceEndOffsets.End(
                        views.get(0).offset(),
                        views.get(1).offset(),
                        views.get(2).offset(),
                        leaderEpoch),
                error);
    }
}
