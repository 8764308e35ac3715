// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import dev.orbit.agent.source.connect.BrokerConnection;
import dev.orbit.agent.source.connect.ConnectionFailure;
import dev.orbit.agent.source.connect.Exchange;
import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.connect.SourceException;
import dev.orbit.agent.source.connect.SourceTopology.Leader;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopicCollection;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.OffsetsForLeaderEpochRequest;
import org.apache.kafka.common.requests.OffsetsForLeaderEpochResponse;

/**
 * Asks a partition's leader whether its log knows of leader epochs. A log that is written in an old message format forgets
 * them, also those of records that it holds in the present one.
 */
final class SourceLogEpochs {

    private static final int ANSWER_TIMEOUT_MS = 5_000;

    private final SourceClientConfig config;
    private final BooleanSupplier cancelled;

    SourceLogEpochs(SourceClientConfig config, BooleanSupplier cancelled) {
        this.config = config;
        this.cancelled = cancelled;
    }

    /**
     * Asks; blocks. A leader knows its own epoch from its election on, so it is the one to ask about.
     *
     * @return the log's latest epoch, {@link OffsetsForLeaderEpochResponse#UNDEFINED_EPOCH} if it knows none; empty: the
     *     broker does not lead under this epoch any more
     * @throws SourceException if the leader does not answer
     */
    OptionalInt latest(Leader leader, TopicPartition partition) throws SourceException {
        OffsetForLeaderTopicCollection question = new OffsetForLeaderTopicCollection();
        question.add(new OffsetForLeaderTopic()
                .setTopic(partition.topic())
                .setPartitions(List.of(new OffsetForLeaderPartition()
                        .setPartition(partition.partition())
                        .setCurrentLeaderEpoch(leader.epoch())
                        .setLeaderEpoch(leader.epoch()))));
        try (BrokerConnection connection =
                new BrokerConnection(config, leader.broker(), BrokerConnection.Tuning.PLAIN)) {
            OffsetsForLeaderEpochResponse answer = (OffsetsForLeaderEpochResponse) Exchange.ask(
                    connection,
                    OffsetsForLeaderEpochRequest.Builder.forConsumer(question),
                    ANSWER_TIMEOUT_MS,
                    cancelled);
            EpochEndOffset found =
                    answer.data().topics().iterator().next().partitions().get(0);
            return found.errorCode() == Errors.NONE.code() ? OptionalInt.of(found.leaderEpoch()) : OptionalInt.empty();
        } catch (Exchange.FailedException e) {
            if (e.failure().kind() == ConnectionFailure.Kind.UNSUPPORTED_VERSION) {
                // all of the broker's logs are of an old format
                return OptionalInt.of(OffsetsForLeaderEpochResponse.UNDEFINED_EPOCH);
            }
            throw SourceException.of(e.failure(), e);
        } catch (KafkaException e) {
            ConnectionFailure failure = new ConnectionFailure(
                    ConnectionFailure.Kind.MISCONFIGURED, leader.broker(), ConnectionFailure.rootMessage(e));
            throw SourceException.of(failure, e);
        }
    }
}
