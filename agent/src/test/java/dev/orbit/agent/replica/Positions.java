// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Where the log of one partition stands, as clients are told. */
record Positions(long logStartOffset, long lastStableOffset, long highWatermark) {

    /** Of each partition of the topic, in order. */
    static List<Positions> of(Admin cluster, String topic) throws Exception {
        int partitions = cluster.describeTopics(List.of(topic))
                .allTopicNames()
                .get(30, TimeUnit.SECONDS)
                .values()
                .iterator()
                .next()
                .partitions()
                .size();
        List<Long> starts = offsets(cluster, topic, partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
        List<Long> stable = offsets(cluster, topic, partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
        List<Long> ends = offsets(cluster, topic, partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
        List<Positions> positions = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            positions.add(new Positions(starts.get(partition), stable.get(partition), ends.get(partition)));
        }
        return positions;
    }

    private static List<Long> offsets(
            Admin cluster, String topic, int partitions, OffsetSpec spec, IsolationLevel isolationLevel)
            throws Exception {
        Map<TopicPartition, OffsetSpec> question = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            question.put(new TopicPartition(topic, partition), spec);
        }
        var answer = cluster.listOffsets(question, new ListOffsetsOptions(isolationLevel));
        List<Long> offsets = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            offsets.add(answer.partitionResult(new TopicPartition(topic, partition))
                    .get(30, TimeUnit.SECONDS)
                    .offset());
        }
        return offsets;
    }
}
