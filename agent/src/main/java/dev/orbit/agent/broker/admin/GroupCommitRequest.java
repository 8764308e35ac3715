// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.admin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.OffsetCommitRequest;
import org.apache.kafka.common.requests.OffsetCommitResponse;

/** Commits on the wire. */
final class GroupCommitRequest {

    private static final int NO_LEADER_EPOCH = -1;

    private GroupCommitRequest() {}

    /** By nobody who is a member: a group with members refuses it. */
    static OffsetCommitRequest.Builder of(
            String group, Map<TopicPartition, OffsetAndMetadata> offsets, Map<String, Uuid> topicIds) {
        Map<String, OffsetCommitRequestTopic> topics = new HashMap<>();
        offsets.forEach((partition, commit) -> topics.computeIfAbsent(
                        partition.topic(),
                        name -> new OffsetCommitRequestTopic()
                                .setName(name)
                                .setTopicId(topicIds.getOrDefault(name, Uuid.ZERO_UUID)))
                .partitions()
                .add(new OffsetCommitRequestPartition()
                        .setPartitionIndex(partition.partition())
                        .setCommittedOffset(commit.offset())
                        .setCommittedLeaderEpoch(commit.leaderEpoch().orElse(NO_LEADER_EPOCH))
                        .setCommittedMetadata(commit.metadata())));
        List<OffsetCommitRequestTopic> all = new ArrayList<>(topics.values());
        OffsetCommitRequestData data =
                new OffsetCommitRequestData().setGroupId(group).setTopics(all);
        return topicIds.keySet().containsAll(topics.keySet())
                ? OffsetCommitRequest.Builder.forTopicIdsOrNames(data)
                : OffsetCommitRequest.Builder.forTopicNames(data);
    }

    /** An answer names the topic, or tells its id. */
    static Map<TopicPartition, String> refused(OffsetCommitResponse answer, Map<String, Uuid> topicIds) {
        Map<Uuid, String> names = new HashMap<>();
        topicIds.forEach((name, id) -> names.put(id, name));
        Map<TopicPartition, String> refused = new HashMap<>();
        answer.data()
                .topics()
                .forEach(topic -> topic.partitions().forEach(partition -> {
                    String named = names.getOrDefault(topic.topicId(), topic.name());
                    Errors error = Errors.forCode(partition.errorCode());
                    if (error == Errors.UNKNOWN_MEMBER_ID) {
                        refused.put(name(named, partition.partitionIndex()), "the group has members now.");
                    } else if (error != Errors.NONE) {
                        refused.put(name(named, partition.partitionIndex()), error.message());
                    }
                }));
        return refused;
    }

    private static TopicPartition name(String topic, int partition) {
        return new TopicPartition(topic, partition);
    }

    static OffsetAndMetadata committed(OffsetFetchResponsePartitions partition) {
        int epoch = partition.committedLeaderEpoch();
        return new OffsetAndMetadata(
                partition.committedOffset(), epoch < 0 ? Optional.empty() : Optional.of(epoch), partition.metadata());
    }
}
