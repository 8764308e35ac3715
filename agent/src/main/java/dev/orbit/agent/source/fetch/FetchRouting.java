// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import dev.orbit.agent.source.connect.BrokerEndpoint;
import dev.orbit.agent.source.connect.SourceTopology;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Which fetcher reads which partition. */
public final class FetchRouting {

    /** A fetcher: the n-th of its broker's. */
    record FetcherKey(BrokerEndpoint broker, int slot) {}

    /**
     * A partition to fetch.
     *
     * @param leaderEpoch negative: not known
     */
    record Wanted(PartitionFetch fetch, int leaderEpoch) {}

    private FetchRouting() {}

    /** For each fetcher the partitions it reads; a partition that nobody leads is in none. */
    static Map<FetcherKey, Map<TopicPartition, Wanted>> route(
            Collection<PartitionFetch> fetches, SourceTopology topology, int slotCount) {
        Map<FetcherKey, Map<TopicPartition, Wanted>> routes = new HashMap<>();
        for (PartitionFetch fetch : fetches) {
            SourceTopology.Leader leader = topology.leader(fetch.partition());
            if (leader != null && problem(fetch, topology) == null) {
                routes.computeIfAbsent(
                                new FetcherKey(leader.broker(), slot(fetch.partition(), slotCount)),
                                key -> new HashMap<>())
                        .put(fetch.partition(), new Wanted(fetch, leader.epoch()));
            }
        }
        return routes;
    }

    /** Neighbouring partitions of a topic, which often carry the same load, are in different slots. */
    public static int slot(TopicPartition partition, int slotCount) {
        return Math.floorMod(partition.topic().hashCode() + partition.partition(), slotCount);
    }

    /** Why the source does not have what is to be fetched; null if it has, or if that is not known. */
    static @Nullable Errors problem(PartitionFetch fetch, SourceTopology topology) {
        SourceTopology.Topic topic = topology.topics().get(fetch.partition().topic());
        if (topic == null) {
            return null;
        }
        FetchVerdict verdict = FetchVerdict.of(topic.error());
        if (verdict == FetchVerdict.MISSING || verdict == FetchVerdict.TELL) {
            return topic.error();
        }
        if (verdict != FetchVerdict.OK) {
            return null;
        }
        if (!topic.id().equals(fetch.topicId())
                && !topic.id().equals(Uuid.ZERO_UUID)
                && !fetch.topicId().equals(Uuid.ZERO_UUID)) {
            return Errors.UNKNOWN_TOPIC_ID;
        }
        return topic.partitions().containsKey(fetch.partition().partition()) ? null : Errors.UNKNOWN_TOPIC_OR_PARTITION;
    }
}
