// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.connect;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Who leads what at the source, as one of its brokers told it. Immutable.
 *
 * @param clusterId null from a source that does not tell
 * @param brokers by id
 * @param topics by name, those of interest only
 */
public record SourceTopology(
        @Nullable String clusterId, Map<Integer, BrokerEndpoint> brokers, Map<String, Topic> topics) {

    /** Before the first answer. */
    public static final SourceTopology UNKNOWN = new SourceTopology(null, Map.of(), Map.of());

    private static final int NO_EPOCH = -1;

    public SourceTopology {
        brokers = Map.copyOf(brokers);
        topics = Map.copyOf(topics);
    }

    /**
     * A topic.
     *
     * @param id zero from a source older than 2.8
     * @param error NONE, or why nothing is known about it
     * @param partitions by number
     */
    public record Topic(Uuid id, Errors error, Map<Integer, Leadership> partitions) {
        public Topic {
            partitions = Map.copyOf(partitions);
        }
    }

    /**
     * Who leads a partition.
     *
     * @param brokerId negative: nobody
     * @param epoch negative from a source that does not tell
     */
    public record Leadership(int brokerId, int epoch) {}

    /**
     * A partition's leader that can be asked.
     *
     * @param epoch negative from a source that does not tell
     */
    public record Leader(BrokerEndpoint broker, int epoch) {}

    /** Who leads the partition; null if that is unknown or nobody does. */
    public @Nullable Leader leader(TopicPartition partition) {
        Topic topic = topics.get(partition.topic());
        Leadership leadership = topic == null ? null : topic.partitions().get(partition.partition());
        BrokerEndpoint broker = leadership == null ? null : brokers.get(leadership.brokerId());
        return leadership == null || broker == null ? null : new Leader(broker, leadership.epoch());
    }

    public static SourceTopology of(MetadataResponseData answer) {
        Map<Integer, BrokerEndpoint> brokers = new HashMap<>();
        answer.brokers().forEach(b -> brokers.put(b.nodeId(), new BrokerEndpoint(b.nodeId(), b.host(), b.port())));
        Map<String, Topic> topics = new HashMap<>();
        answer.topics().forEach(topic -> topics.put(topic.name(), topic(topic)));
        return new SourceTopology(answer.clusterId(), brokers, topics);
    }

    private static Topic topic(MetadataResponseTopic topic) {
        Map<Integer, Leadership> partitions = new HashMap<>();
        for (MetadataResponsePartition p : topic.partitions()) {
            partitions.put(p.partitionIndex(), new Leadership(p.leaderId(), p.leaderEpoch()));
        }
        return new Topic(topic.topicId(), Errors.forCode(topic.errorCode()), partitions);
    }

    /**
     * This, where it is not older than what was known: a broker that lags behind may name a former leader. Epochs of one
     * topic only grow; without topic ids a topic made anew cannot be told from the old one, so its word is taken.
     */
    public SourceTopology mergedOver(SourceTopology known) {
        Map<String, Topic> merged = new HashMap<>(topics);
        merged.replaceAll((name, topic) -> {
            Topic knownTopic = known.topics().get(name);
            if (knownTopic == null || !knownTopic.id().equals(topic.id()) || Uuid.ZERO_UUID.equals(topic.id())) {
                return topic;
            }
            return newest(topic, knownTopic);
        });
        return new SourceTopology(clusterId, brokers, merged);
    }

    private static Topic newest(Topic topic, Topic known) {
        Map<Integer, Leadership> partitions = new HashMap<>(topic.partitions());
        partitions.replaceAll((number, leadership) -> {
            Leadership knownLeadership = known.partitions().get(number);
            boolean older = knownLeadership != null
                    && leadership.epoch() != NO_EPOCH
                    && leadership.epoch() < knownLeadership.epoch();
            return older ? knownLeadership : leadership;
        });
        return new Topic(topic.id(), topic.error(), partitions);
    }

    /** All brokers. */
    public List<BrokerEndpoint> endpoints() {
        return List.copyOf(brokers.values());
    }
}
