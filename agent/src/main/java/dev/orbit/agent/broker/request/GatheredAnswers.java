// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.requests.ProduceResponse.PartitionResponse;

/** Collects the answers for the partitions of one produce request, and gives them to the client once all are there. */
final class GatheredAnswers {

    private final Set<TopicIdPartition> awaited;
    private final Map<TopicIdPartition, PartitionResponse> answers = new HashMap<>();
    private final Consumer<Map<TopicIdPartition, PartitionResponse>> whenComplete;

    GatheredAnswers(Set<TopicIdPartition> partitions, Consumer<Map<TopicIdPartition, PartitionResponse>> whenComplete) {
        this.awaited = new HashSet<>(partitions);
        this.whenComplete = whenComplete;
    }

    void put(TopicIdPartition partition, PartitionResponse response) {
        putAll(Map.of(partition, response));
    }

    void putAll(Map<TopicIdPartition, PartitionResponse> responses) {
        synchronized (this) {
            boolean wasComplete = awaited.isEmpty();
            answers.putAll(responses);
            awaited.removeAll(responses.keySet());
            if (wasComplete || !awaited.isEmpty()) {
                return;
            }
        }
        whenComplete.accept(answers);
    }
}
