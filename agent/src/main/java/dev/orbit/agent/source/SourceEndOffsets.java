// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source;

import dev.orbit.agent.source.SourceTopology.Leader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.apache.kafka.common.requests.ListOffsetsResponse;

/**
 * Asks the leaders of a topic's partitions where their logs end: the log end offset too, which no client sees, because
 * what the leader acknowledged with acks 1 may lie above its high watermark. Each call blocks; one at a time.
 */
public final class SourceEndOffsets implements AutoCloseable {

    private static final int ANSWER_TIMEOUT_MS = 5_000;

    private final SourceClientConfig config;
    private final MetadataQuestion metadata;
    private final Map<BrokerEndpoint, BrokerConnection> connections = new HashMap<>();
    private SourceTopology known = SourceTopology.UNKNOWN;

    public SourceEndOffsets(SourceClientConfig config) {
        this.config = config;
        this.metadata = new MetadataQuestion(config, () -> false);
    }

    /** Where one partition ends. */
    public record End(long logEndOffset, long highWatermark, long lastStableOffset) {}

    /**
     * The ends of all partitions that the topic has now, by number.
     *
     * @param topicId zero: whichever topic has that name
     * @throws SourceException when the source has no such topic any more, or a leader does not answer or is not the leader
     *     any more
     */
    public synchronized List<End> of(String topic, Uuid topicId) throws SourceException {
        try {
            known = metadata.ask(Set.of(topic), known);
            return ends(topic, partitionCount(topic, topicId));
        } catch (MetadataQuestion.UnansweredException e) {
            throw e.diagnosis().toException();
        } catch (Exchange.FailedException e) {
            closeConnections();
            throw SourceException.of(e.failure(), e);
        }
    }

    private int partitionCount(String name, Uuid topicId) throws SourceException {
        SourceTopology.Topic topic = known.topics().get(name);
        if (topic == null || topic.error() != Errors.NONE) {
            throw new SourceException(
                    SourceException.Reason.NOT_FOUND,
                    "The source does not show topic " + name + " ("
                            + (topic == null ? Errors.UNKNOWN_TOPIC_OR_PARTITION : topic.error()) + ").",
                    "Check that it was not deleted, and that Orbit's principal may Describe it.",
                    null);
        }
        boolean tells = !topicId.equals(Uuid.ZERO_UUID) && !topic.id().equals(Uuid.ZERO_UUID);
        if (tells && !topic.id().equals(topicId)) {
            throw new SourceException(
                    SourceException.Reason.NOT_FOUND,
                    "Source topic " + name + " was deleted and made anew (topic id " + topic.id() + ", mirrored is "
                            + topicId + ").",
                    "Give the new topic a mirror of its own.",
                    null);
        }
        return topic.partitions().size();
    }

    private List<End> ends(String topic, int partitionCount) throws SourceException, Exchange.FailedException {
        Map<BrokerEndpoint, List<Asked>> byLeader = new HashMap<>();
        for (int partition = 0; partition < partitionCount; partition++) {
            Leader leader = known.leader(new TopicPartition(topic, partition));
            if (leader == null) {
                throw failed(topic, partition, "has no leader");
            }
            byLeader.computeIfAbsent(leader.broker(), broker -> new ArrayList<>())
                    .add(new Asked(partition, leader.epoch()));
        }
        End[] ends = new End[partitionCount];
        for (var entry : byLeader.entrySet()) {
            BrokerConnection connection = connections.computeIfAbsent(
                    entry.getKey(), broker -> new BrokerConnection(config, broker, BrokerConnection.Tuning.PLAIN));
            Map<Integer, Long> logEnds = ask(connection, topic, entry.getValue(), View.LOG_END);
            Map<Integer, Long> highWatermarks = ask(connection, topic, entry.getValue(), View.HIGH_WATERMARK);
            Map<Integer, Long> stable = ask(connection, topic, entry.getValue(), View.LAST_STABLE);
            for (Asked asked : entry.getValue()) {
                int partition = asked.partition();
                ends[partition] = new End(
                        offset(logEnds, partition), offset(highWatermarks, partition), offset(stable, partition));
            }
        }
        return List.of(ends);
    }

    private record Asked(int partition, int leaderEpoch) {}

    private static long offset(Map<Integer, Long> offsets, int partition) {
        Long offset = offsets.get(partition);
        if (offset == null) {
            throw new IllegalStateException("partition " + partition + " was asked for and not answered");
        }
        return offset;
    }

    /** The same question, by whom it is asked as. */
    private enum View {
        LOG_END {
            @Override
            ListOffsetsRequest.Builder builder() {
                return ListOffsetsRequest.Builder.forReplica(
                        ApiKeys.LIST_OFFSETS.latestVersion(), ListOffsetsRequest.DEBUGGING_REPLICA_ID);
            }
        },
        HIGH_WATERMARK {
            @Override
            ListOffsetsRequest.Builder builder() {
                return ListOffsetsRequest.Builder.forConsumer(true, IsolationLevel.READ_UNCOMMITTED);
            }
        },
        LAST_STABLE {
            @Override
            ListOffsetsRequest.Builder builder() {
                return ListOffsetsRequest.Builder.forConsumer(true, IsolationLevel.READ_COMMITTED);
            }
        };

        abstract ListOffsetsRequest.Builder builder();
    }

    private Map<Integer, Long> ask(BrokerConnection connection, String topic, List<Asked> partitions, View view)
            throws SourceException, Exchange.FailedException {
        List<ListOffsetsPartition> asked = partitions.stream()
                .map(partition -> new ListOffsetsPartition()
                        .setPartitionIndex(partition.partition())
                        .setCurrentLeaderEpoch(partition.leaderEpoch())
                        .setTimestamp(ListOffsetsRequest.LATEST_TIMESTAMP))
                .toList();
        ListOffsetsRequest.Builder question = view.builder()
                .setTargetTimes(List.of(new ListOffsetsTopic().setName(topic).setPartitions(asked)))
                .setTimeoutMs(ANSWER_TIMEOUT_MS);
        ListOffsetsResponse answer =
                (ListOffsetsResponse) Exchange.ask(connection, question, ANSWER_TIMEOUT_MS, () -> false);
        Map<Integer, Long> offsets = new HashMap<>();
        for (ListOffsetsPartitionResponse partition : answer.topics().get(0).partitions()) {
            Errors error = Errors.forCode(partition.errorCode());
            if (error != Errors.NONE) {
                throw failed(topic, partition.partitionIndex(), "answered " + error);
            }
            offsets.put(partition.partitionIndex(), partition.offset());
        }
        return offsets;
    }

    private static SourceException failed(String topic, int partition, String what) {
        return new SourceException(
                SourceException.Reason.FAILED,
                "Source partition " + topic + "-" + partition + " " + what + ".",
                "It is asked again; if this stays, look at the source's brokers.",
                null);
    }

    private void closeConnections() {
        connections.values().forEach(BrokerConnection::close);
        connections.clear();
    }

    @Override
    public synchronized void close() {
        closeConnections();
        metadata.close();
    }
}
