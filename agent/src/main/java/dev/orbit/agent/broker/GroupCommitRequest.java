// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
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
    static OffsetCommitRequest.Builder of(String group, Map<TopicPartition, OffsetAndMetadata> offsets) {
        Map<String, OffsetCommitRequestTopic> topics = new HashMap<>();
        offsets.forEach((partition, commit) -> topics.computeIfAbsent(
                        partition.topic(), name -> new OffsetCommitRequestTopic().setName(name))
                .partitions()
                .add(new OffsetCommitRequestPartition()
                        .setPartitionIndex(partition.partition())
                        .setCommittedOffset(commit.offset())
                        .setCommittedLeaderEpoch(commit.leaderEpoch().orElse(NO_LEADER_EPOCH))
                        .setCommittedMetadata(commit.metadata())));
        List<OffsetCommitRequestTopic> all = new ArrayList<>(topics.values());
        return OffsetCommitRequest.Builder.forTopicNames(
                new OffsetCommitRequestData().setGroupId(group).setTopics(all));
    }

    static Map<TopicPartition, String> refused(OffsetCommitResponse answer) {
        Map<TopicPartition, String> refused = new HashMap<>();
        answer.data()
                .topics()
                .forEach(topic -> topic.partitions().forEach(partition -> {
                    Errors error = Errors.forCode(partition.errorCode());
                    if (error == Errors.UNKNOWN_MEMBER_ID) {
                        refused.put(name(topic.name(), partition.partitionIndex()), "the group has members now.");
                    } else if (error != Errors.NONE) {
                        refused.put(name(topic.name(), partition.partitionIndex()), error.message());
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
