// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.state;

import dev.orbit.agent.broker.admin.ClusterView;
import dev.orbit.agent.broker.admin.InterBrokerChannel;
import dev.orbit.agent.broker.request.CommandHandler;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;

/** Sends commands to the coordinator, whichever agent that is; see {@link CommandHandler}. */
public final class CoordinatorChannel implements AutoCloseable {

    private static final int ACKS_ALL = -1;

    private final ClusterView cluster;
    private final InterBrokerChannel channel;
    private final Supplier<Uuid> stateId;
    private final int timeoutMs;

    public CoordinatorChannel(ClusterView cluster, InterBrokerChannel channel, Supplier<Uuid> stateId, int timeoutMs) {
        this.cluster = cluster;
        this.channel = channel;
        this.stateId = stateId;
        this.timeoutMs = timeoutMs;
    }

    /** The coordinator's reply; fails with {@link Unavailable} when there is no coordinator, or it does not answer. */
    public CompletableFuture<String> call(String command) {
        Optional<Node> coordinator = cluster.leader(StateTopic.PARTITION);
        Uuid topicId = cluster.topicId(StateTopic.NAME);
        if (coordinator.isEmpty() || topicId.equals(Uuid.ZERO_UUID)) {
            return CompletableFuture.failedFuture(new Unavailable("topic " + StateTopic.NAME
                    + " has no leader at the moment: " + cluster.standing(StateTopic.PARTITION)));
        }
        if (!topicId.equals(stateId.get())) {
            return CompletableFuture.failedFuture(
                    new Unavailable("topic " + StateTopic.NAME + " is not the one that this agent's state is in"));
        }
        return channel.send(coordinator.get(), request(topicId, command)).handle((response, failure) -> {
            if (failure != null) {
                throw new Unavailable("the coordinator did not answer: " + failure.getMessage());
            }
            return reply(response);
        });
    }

    private ProduceRequest.Builder request(Uuid topicId, String command) {
        MemoryRecords records =
                MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(command.getBytes(StandardCharsets.UTF_8)));
        var topic = new ProduceRequestData.TopicProduceData()
                .setName(StateTopic.NAME)
                .setTopicId(topicId)
                .setPartitionData(List.of(new ProduceRequestData.PartitionProduceData()
                        .setIndex(0)
                        .setRecords(records)));
        var topics =
                new ProduceRequestData.TopicProduceDataCollection(List.of(topic).iterator());
        return ProduceRequest.builder(new ProduceRequestData()
                .setAcks((short) ACKS_ALL)
                .setTimeoutMs(timeoutMs)
                .setTopicData(topics));
    }

    private static String reply(AbstractResponse response) {
        Iterator<ProduceResponseData.TopicProduceResponse> topics =
                ((ProduceResponse) response).data().responses().iterator();
        ProduceResponseData.PartitionProduceResponse partition =
                topics.next().partitionResponses().get(0);
        Errors error = Errors.forCode(partition.errorCode());
        if (error != Errors.NONE) {
            String message = partition.errorMessage();
            throw new Unavailable(message == null ? "the coordinator answered " + error : message);
        }
        return partition.recordErrors().stream()
                .map(ProduceResponseData.BatchIndexAndErrorMessage::batchIndexErrorMessage)
                .collect(Collectors.joining());
    }

    @Override
    public void close() {
        channel.close();
    }

    /** There is no coordinator to be reached at the moment; worth another try. */
    public static final class Unavailable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unavailable(String message) {
            super(message);
        }
    }
}
