// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.admin;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopicCollection;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.OffsetDeleteRequest;
import org.apache.kafka.common.requests.OffsetDeleteResponse;

/** Deletions of commits on the wire. */
final class GroupDeletionRequest {

    private GroupDeletionRequest() {}

    static OffsetDeleteRequest.Builder of(String group, Collection<TopicPartition> partitions) {
        OffsetDeleteRequestTopicCollection topics = new OffsetDeleteRequestTopicCollection();
        for (TopicPartition partition : partitions) {
            OffsetDeleteRequestTopic topic = topics.find(partition.topic());
            if (topic == null) {
                topic = new OffsetDeleteRequestTopic().setName(partition.topic());
                topics.add(topic);
            }
            topic.partitions().add(new OffsetDeleteRequestPartition().setPartitionIndex(partition.partition()));
        }
        return new OffsetDeleteRequest.Builder(
                new OffsetDeleteRequestData().setGroupId(group).setTopics(topics));
    }

    static Map<TopicPartition, String> refused(OffsetDeleteResponse answer) {
        Map<TopicPartition, String> refused = new HashMap<>();
        answer.data()
                .topics()
                .forEach(topic -> topic.partitions().forEach(partition -> {
                    Errors error = Errors.forCode(partition.errorCode());
                    if (error != Errors.NONE) {
                        refused.put(new TopicPartition(topic.name(), partition.partitionIndex()), error.message());
                    }
                }));
        return refused;
    }
}
