// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.state;

import dev.orbit.agent.broker.admin.ClusterView;
import dev.orbit.agent.broker.admin.InterBrokerChannel;
import dev.orbit.agent.trouble.Trouble;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the state topic from its beginning and then on, up to the high watermark, on a thread of its own. It reads the topic
 * of one id: one that is made anew in its place does not hold the state.
 */
public final class StateTail implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StateTail.class);
    private static final int WAIT_MS_MAX = 500;
    private static final int RETRY_MS = 100;
    private static final int BYTES_MAX = 8 << 20;
    private static final long NOTHING_TOLD = -1;

    private final ClusterView cluster;
    private final InterBrokerChannel channel;
    private final Uuid topicId;
    private final StateListener listener;
    private final CompletableFuture<@Nullable Void> closing = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "orbit-state-tail");
    private long offset;
    private long toldOffset = NOTHING_TOLD;

    /** What is the matter with the topic; empty while nothing is. */
    private String told = "";

    private final Trouble unread = new Trouble(Trouble.LASTING_NANOS);

    public StateTail(ClusterView cluster, InterBrokerChannel channel, Uuid topicId, StateListener listener) {
        this.cluster = cluster;
        this.channel = channel;
        this.topicId = topicId;
        this.listener = listener;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        while (!closing.isDone()) {
            boolean progressed = false;
            try {
                progressed = poll();
            } catch (ExecutionException e) {
                waits(String.valueOf(e.getCause()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) {
                tell(e);
            }
            if (!progressed) {
                pause();
            }
        }
    }

    /** Once for each place: it is tried again several times a second. */
    private void tell(Throwable e) {
        if (toldOffset != offset) {
            LOG.error("reading {} at {} failed; it is tried again", StateTopic.NAME, offset, e);
            toldOffset = offset;
        }
    }

    /** Once: it does not mend itself. */
    private void tell(String trouble) {
        if (!told.equals(trouble)) {
            LOG.error(
                    "topic {} (id {}) {}. This agent reads nothing more of the state, and opens, forwards and decides"
                            + " nothing anew. docs/operations.md says what to do when the state is lost.",
                    StateTopic.NAME,
                    topicId,
                    trouble);
            told = trouble;
        }
    }

    /** Whoever has no leader is told so by its lease. */
    private void waits(String reason) {
        LOG.debug("reading {} at {}: {}", StateTopic.NAME, offset, reason);
        if (unread.isToBeTold(reason, System.nanoTime())) {
            LOG.warn(
                    "{} cannot be read from offset {} on, and this agent acts on nothing newer: {}; it is tried again",
                    StateTopic.NAME,
                    offset,
                    reason);
        }
    }

    private boolean poll() throws InterruptedException, ExecutionException {
        Uuid found = cluster.topicId(StateTopic.NAME);
        if (!found.equals(topicId)) {
            tell(found.equals(Uuid.ZERO_UUID) ? "was deleted" : "was deleted, and made anew with the id " + found);
            return false;
        }
        Optional<Node> leader = cluster.leader(StateTopic.PARTITION);
        if (leader.isEmpty()) {
            return false;
        }
        AbstractResponse response = channel.send(leader.get(), request()).get();
        FetchResponseData.PartitionData data = ((FetchResponse) response)
                .responseData(Map.of(topicId, StateTopic.NAME), ApiKeys.FETCH.latestVersion())
                .get(StateTopic.PARTITION);
        if (data == null || data.errorCode() != Errors.NONE.code()) {
            Errors error = error(response, data);
            if (error == Errors.OFFSET_OUT_OF_RANGE) {
                tell("does not hold offset " + offset + " any more: it begins at " + startOffset(data)
                        + ", and what was recorded before is lost");
            } else {
                waits(error.toString());
            }
            return false;
        }
        deliver((MemoryRecords) FetchResponse.recordsOrFail(data));
        if (unread.endsToldOf()) {
            LOG.info("{} is read again, up to offset {}", StateTopic.NAME, offset);
        }
        return true;
    }

    private static String startOffset(FetchResponseData.@Nullable PartitionData data) {
        return data == null || data.logStartOffset() < 0 ? "a later one" : "offset " + data.logStartOffset();
    }

    private FetchRequest.Builder request() {
        Map<TopicPartition, FetchRequest.PartitionData> partitions = Map.of(
                StateTopic.PARTITION,
                new FetchRequest.PartitionData(topicId, offset, -1, BYTES_MAX, Optional.empty(), Optional.empty()));
        return FetchRequest.Builder.forConsumer(ApiKeys.FETCH.latestVersion(), WAIT_MS_MAX, 1, partitions)
                .setMaxBytes(BYTES_MAX);
    }

    private void deliver(MemoryRecords records) {
        List<StateLog.Entry> entries = new ArrayList<>();
        long next = offset;
        for (var batch : records.batches()) {
            for (Record record : batch) {
                if (record.offset() >= offset && !batch.isControlBatch()) {
                    entries.add(
                            new StateLog.Entry(text(record.key()), record.hasValue() ? text(record.value()) : null));
                }
            }
            next = batch.nextOffset();
        }
        if (next > offset) {
            listener.applied(entries, next);
            // what could not be applied is read once more
            offset = next;
        }
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    private static Errors error(AbstractResponse response, FetchResponseData.@Nullable PartitionData data) {
        return data == null ? ((FetchResponse) response).error() : Errors.forCode(data.errorCode());
    }

    private void pause() {
        try {
            closing.get(RETRY_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // time to ask again
        } catch (InterruptedException | ExecutionException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.complete(null);
        thread.interrupt();
    }
}
