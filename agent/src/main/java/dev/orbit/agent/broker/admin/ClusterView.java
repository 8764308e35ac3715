// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.admin;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.image.TopicImage;
import org.apache.kafka.metadata.KRaftMetadataCache;
import org.apache.kafka.metadata.PartitionRegistration;

/** The destination cluster's metadata as this broker knows it. */
public final class ClusterView {

    private final KRaftMetadataCache metadata;
    private final ListenerName interBrokerListener;

    public ClusterView(KRaftMetadataCache metadata, ListenerName interBrokerListener) {
        this.metadata = metadata;
        this.interBrokerListener = interBrokerListener;
    }

    public boolean exists(String topic) {
        return metadata.contains(topic);
    }

    /** {@link Uuid#ZERO_UUID} where there is no such topic. */
    public Uuid topicId(String topic) {
        return metadata.getTopicId(topic);
    }

    public OptionalInt partitionCount(String topic) {
        Optional<Integer> count = metadata.numPartitions(topic);
        return count.isPresent() ? OptionalInt.of(count.get()) : OptionalInt.empty();
    }

    /**
     * The brokers that each of some partitions of the topic lies on; one that it does not have lies where its first one does.
     * Empty where there is no such topic.
     */
    public Map<Integer, List<Integer>> replicas(String topic, int partitions) {
        TopicImage found = metadata.currentImage().topics().getTopic(topic);
        Map<Integer, List<Integer>> replicas = new HashMap<>();
        PartitionRegistration first = found == null ? null : found.partitions().get(0);
        for (int partition = 0; first != null && partition < partitions; partition++) {
            PartitionRegistration registration = found.partitions().get(partition);
            int[] brokers = registration == null ? first.replicas : registration.replicas;
            replicas.put(partition, Arrays.stream(brokers).boxed().toList());
        }
        return replicas;
    }

    /** What is set on the topic itself. */
    public Map<String, String> topicConfigs(String topic) {
        Map<String, String> configs = new HashMap<>();
        metadata.config(new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .forEach((name, value) -> configs.put((String) name, (String) value));
        return configs;
    }

    /** What is set for all brokers while they run. */
    public Map<String, String> clusterConfigs() {
        Map<String, String> configs = new HashMap<>();
        metadata.config(new ConfigResource(ConfigResource.Type.BROKER, ""))
                .forEach((name, value) -> configs.put((String) name, (String) value));
        return configs;
    }

    /** Every ACL, with the id that it was given when it was made. */
    public Map<AclBinding, String> acls() {
        Map<AclBinding, String> acls = new HashMap<>();
        metadata.currentImage().acls().acls().forEach((id, acl) -> acls.put(acl.toBinding(), id.toString()));
        return acls;
    }

    /** The leader's address on the inter-broker listener; empty while there is none. */
    public Optional<Node> leader(TopicPartition partition) {
        return metadata.getPartitionLeaderEndpoint(partition.topic(), partition.partition(), interBrokerListener)
                .filter(node -> !node.isEmpty());
    }

    /** Under which that leader leads; empty where there is no such partition. */
    OptionalInt leaderEpoch(TopicPartition partition) {
        TopicImage found = metadata.currentImage().topics().getTopic(partition.topic());
        PartitionRegistration registration =
                found == null ? null : found.partitions().get(partition.partition());
        return registration == null ? OptionalInt.empty() : OptionalInt.of(registration.leaderEpoch);
    }

    /** Where a partition lies, and which of these brokers could lead it, in figures for whoever waits for a leader. */
    public String standing(TopicPartition partition) {
        TopicImage found = metadata.currentImage().topics().getTopic(partition.topic());
        PartitionRegistration registration =
                found == null ? null : found.partitions().get(partition.partition());
        if (registration == null) {
            return "this broker does not know topic " + partition.topic();
        }
        return "it lies at brokers " + Arrays.toString(registration.replicas) + ", of which "
                + Arrays.toString(Arrays.stream(registration.replicas)
                        .filter(metadata::hasAliveBroker)
                        .toArray())
                + " run and " + Arrays.toString(registration.isr) + " are in sync";
    }
}
