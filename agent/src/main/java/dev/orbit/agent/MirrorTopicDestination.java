// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import dev.orbit.agent.broker.ClusterView;
import dev.orbit.agent.broker.EmbeddedBroker;
import dev.orbit.agent.broker.TopicCreation;
import dev.orbit.agent.coordinator.duty.Destination;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.TopicPartition;

/** The cluster that this agent is part of, as the coordinator uses it. */
final class MirrorTopicDestination implements Destination {

    private static final short DEFAULT_REPLICATION_FACTOR = -1;

    private final EmbeddedBroker broker;
    private final ClusterView cluster;
    private final TopicCreation creation;

    MirrorTopicDestination(EmbeddedBroker broker, TopicCreation creation) {
        this.broker = broker;
        this.cluster = broker.cluster();
        this.creation = creation;
    }

    @Override
    public OptionalInt partitionCount(String topic) {
        return cluster.partitionCount(topic);
    }

    @Override
    public boolean isEmpty(String topic) {
        int partitions = cluster.partitionCount(topic).orElse(0);
        for (int partition = 0; partition < partitions; partition++) {
            var local = broker.led(new TopicPartition(topic, partition));
            if (local.isEmpty() || local.get().positions().logEndOffset() > 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Optional<String> create(String topic, int partitions, Map<String, String> configs) throws Exception {
        return creation.create(topic, partitions, DEFAULT_REPLICATION_FACTOR, configs)
                .get();
    }
}
