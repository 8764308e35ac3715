// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import dev.orbit.agent.source.connect.BrokerConnection;
import dev.orbit.agent.source.connect.ConnectionFailure;
import dev.orbit.agent.source.connect.Exchange;
import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.connect.SourceException;
import dev.orbit.agent.source.connect.SourceTopology.Leader;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.apache.kafka.common.requests.ListOffsetsResponse;
import org.jspecify.annotations.Nullable;

/**
 * Proves that a partition holds nothing from an offset up to its high watermark, or to another one, as a log may after
 * compaction.
 *
 * <p>That one fetch among others brought nothing proves nothing: others may have taken the bytes, a session leaves out
 * what did not change, a quota leaves out everything. A fetch for this partition alone, outside of any session, brings
 * the first batch whatever its size. The one thing that may still keep it back is a storage tier, which may answer late
 * or be throttled: so the log must be local from the offset on, asked for after the fetch, for that only ever moves up.
 */
final class SourceGaps {

    private static final int ANSWER_TIMEOUT_MS = 5_000;
    /** The first batch comes whole all the same. */
    private static final int BYTES_MAX = 1;

    /** The last fetch version that cannot do with topic ids, and the last that lets nothing exceed its size. */
    private static final short FETCH_WITHOUT_IDS = 12;

    private static final short FETCH_OF_HARD_SIZE = 2;

    /** The first that tells where the local log starts; before, everything is local. */
    private static final short LIST_OFFSETS_WITH_LOCAL_START = 8;

    private final SourceClientConfig config;
    private final BooleanSupplier cancelled;

    SourceGaps(SourceClientConfig config, BooleanSupplier cancelled) {
        this.config = config;
        this.cancelled = cancelled;
    }

    /**
     * Asks the leader; blocks.
     *
     * @return the high watermark, if the partition is known to hold nothing from the offset up to there
     * @throws SourceException if the leader does not answer
     */
    OptionalLong emptyUpTo(Leader leader, TopicPartition partition, Uuid topicId, long offset) throws SourceException {
        return asking(leader, connection -> {
            First first = first(connection, leader, partition, topicId, offset);
            boolean isEmpty = first.error() == Errors.NONE && first.batch() == null && first.highWatermark() > offset;
            return isEmpty && isLocalFrom(connection, leader, partition, offset).orElse(false)
                    ? OptionalLong.of(first.highWatermark())
                    : OptionalLong.empty();
        });
    }

    /**
     * Asks the leader whether it holds nothing from an offset up to another, and of some leader epochs nothing behind it
     * either; blocks. What lies below its log start is gone.
     *
     * @param toOffset exclusive
     * @param afterEpoch what it holds of epochs from behind this one up to {@code epoch} it has not forgotten
     * @return false: it does, or is of a version that cannot tell; empty: it has not forgotten them, does not lead any more,
     *     is not ready, or tells an error: to be asked again
     * @throws SourceException if the leader does not answer
     */
    Optional<Boolean> vanished(
            Leader leader,
            TopicPartition partition,
            Uuid topicId,
            long fromOffset,
            long toOffset,
            int afterEpoch,
            int epoch)
            throws SourceException {
        return asking(leader, connection -> {
            OptionalLong start = offset(connection, leader, partition, ListOffsetsRequest.EARLIEST_TIMESTAMP);
            if (start.isEmpty()) {
                return Optional.empty();
            }
            long from = Math.max(fromOffset, start.getAsLong());
            First first = first(connection, leader, partition, topicId, from);
            Optional<Boolean> hasVanished = hasVanished(first, toOffset, afterEpoch, epoch);
            return hasVanished.orElse(false) ? isLocalFrom(connection, leader, partition, from) : hasVanished;
        });
    }

    /** As far as the log is local. */
    static Optional<Boolean> hasVanished(First first, long toOffset, int afterEpoch, int epoch) {
        if (first.error() != Errors.NONE) {
            return first.error() == Errors.UNSUPPORTED_VERSION ? Optional.of(false) : Optional.empty();
        }
        RecordBatch batch = first.batch();
        if (batch == null) {
            // a new leader learns late how far its log is acknowledged, and brings nothing from there on
            return first.highWatermark() >= toOffset ? Optional.of(true) : Optional.empty();
        }
        int found = batch.partitionLeaderEpoch();
        if (found > afterEpoch && found <= epoch) {
            return Optional.empty();
        }
        return Optional.of(batch.baseOffset() >= toOffset && found > epoch);
    }

    private interface Question<T> {
        T ask(BrokerConnection connection) throws Exchange.FailedException;
    }

    private <T> T asking(Leader leader, Question<T> question) throws SourceException {
        try (BrokerConnection connection =
                new BrokerConnection(config, leader.broker(), BrokerConnection.Tuning.PLAIN)) {
            return question.ask(connection);
        } catch (Exchange.FailedException e) {
            throw SourceException.of(e.failure(), e);
        } catch (KafkaException e) {
            ConnectionFailure failure = new ConnectionFailure(
                    ConnectionFailure.Kind.MISCONFIGURED, leader.broker(), ConnectionFailure.rootMessage(e));
            throw SourceException.of(failure, e);
        }
    }

    /**
     * What a log holds first, from an offset on.
     *
     * @param batch null: nothing
     * @param error why that is not known; NONE: it is
     */
    record First(@Nullable RecordBatch batch, long highWatermark, Errors error) {
        static First unknown(Errors why) {
            return new First(null, -1, why);
        }
    }

    private First first(BrokerConnection connection, Leader leader, TopicPartition partition, Uuid topicId, long offset)
            throws Exchange.FailedException {
        Map<TopicPartition, FetchRequest.PartitionData> question = new LinkedHashMap<>();
        question.put(
                partition,
                new FetchRequest.PartitionData(
                        topicId, offset, FetchRequest.INVALID_LOG_START_OFFSET, BYTES_MAX, epoch(leader)));
        short versionMax = topicId.equals(Uuid.ZERO_UUID) ? FETCH_WITHOUT_IDS : ApiKeys.FETCH.latestVersion();
        FetchResponse answer = (FetchResponse) Exchange.ask(
                connection,
                FetchRequest.Builder.forConsumer(versionMax, 0, 1, question).setMaxBytes(BYTES_MAX),
                ANSWER_TIMEOUT_MS,
                cancelled);
        short version = (short) Math.min(versionMax, connection.latestVersion(ApiKeys.FETCH));
        FetchResponseData.PartitionData found =
                answer.responseData(Map.of(topicId, partition.topic()), version).get(partition);
        if (answer.error() != Errors.NONE || found == null) {
            return First.unknown(answer.error() == Errors.NONE ? Errors.UNKNOWN_SERVER_ERROR : answer.error());
        }
        if (version <= FETCH_OF_HARD_SIZE
                || FetchResponse.preferredReadReplica(found).isPresent()) {
            return First.unknown(Errors.UNSUPPORTED_VERSION);
        }
        if (found.errorCode() != Errors.NONE.code()) {
            return First.unknown(Errors.forCode(found.errorCode()));
        }
        Iterator<? extends RecordBatch> batches =
                FetchResponse.recordsOrFail(found).batches().iterator();
        if (batches.hasNext()) {
            return new First(batches.next(), found.highWatermark(), Errors.NONE);
        }
        return FetchResponse.recordsSize(found) == 0
                ? new First(null, found.highWatermark(), Errors.NONE)
                : First.unknown(Errors.CORRUPT_MESSAGE);
    }

    /** Empty: the broker does not say. */
    private Optional<Boolean> isLocalFrom(
            BrokerConnection connection, Leader leader, TopicPartition partition, long offset)
            throws Exchange.FailedException {
        if (connection.latestVersion(ApiKeys.LIST_OFFSETS) < LIST_OFFSETS_WITH_LOCAL_START) {
            return Optional.of(true);
        }
        OptionalLong start = offset(connection, leader, partition, ListOffsetsRequest.EARLIEST_LOCAL_TIMESTAMP);
        return start.isPresent() ? Optional.of(start.getAsLong() <= offset) : Optional.empty();
    }

    /** Empty: the broker does not say. */
    private OptionalLong offset(BrokerConnection connection, Leader leader, TopicPartition partition, long timestamp)
            throws Exchange.FailedException {
        ListOffsetsTopic question = new ListOffsetsTopic()
                .setName(partition.topic())
                .setPartitions(List.of(new ListOffsetsPartition()
                        .setPartitionIndex(partition.partition())
                        .setCurrentLeaderEpoch(leader.epoch())
                        .setTimestamp(timestamp)));
        boolean isOfLocal = timestamp == ListOffsetsRequest.EARLIEST_LOCAL_TIMESTAMP;
        ListOffsetsResponse answer = (ListOffsetsResponse) Exchange.ask(
                connection,
                ListOffsetsRequest.Builder.forConsumer(
                                true, IsolationLevel.READ_UNCOMMITTED, false, isOfLocal, false, false)
                        .setTargetTimes(List.of(question))
                        .setTimeoutMs(ANSWER_TIMEOUT_MS),
                ANSWER_TIMEOUT_MS,
                cancelled);
        var found = answer.topics().get(0).partitions().get(0);
        return found.errorCode() == Errors.NONE.code() && found.offset() >= 0
                ? OptionalLong.of(found.offset())
                : OptionalLong.empty();
    }

    private static Optional<Integer> epoch(Leader leader) {
        return leader.epoch() < 0 ? Optional.empty() : Optional.of(leader.epoch());
    }
}
