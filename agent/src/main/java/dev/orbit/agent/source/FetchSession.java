// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.FetchSessionHandler;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;
import org.jspecify.annotations.Nullable;

/**
 * An incremental fetch session with one broker: what it was told to watch, and on whose behalf. Confined to the fetcher.
 */
final class FetchSession {

    /** The last version without topic ids. */
    private static final short VERSION_WITHOUT_IDS = 12;

    private static final int MIN_BYTES = 1;

    private final FetchSessionHandler handler;
    private final int partitionBytesMax;
    private Map<TopicPartition, HeldPartition> watched = new HashMap<>();

    FetchSession(BrokerEndpoint broker, int partitionBytesMax) {
        this.handler = new FetchSessionHandler(new QuietLogContext(), broker.id());
        this.partitionBytesMax = partitionBytesMax;
    }

    /**
     * The next request; null if there is nothing to ask for. Once it is made it must be sent. A partition that is left
     * out is forgotten by the broker, which therefore tells its high watermark again when the partition is back.
     *
     * @param held in the order in which they are served
     */
    FetchRequest.@Nullable Builder next(
            Collection<HeldPartition> held, int maxWaitMs, int bytesMax, boolean tellsEpochs, long nowNanos) {
        if (held.stream().anyMatch(this::isWatchedForAnother)) {
            // The broker does not repeat what it has told already, and it told another target.
            lost();
        }
        FetchSessionHandler.Builder builder = handler.newBuilder(held.size(), false);
        Map<TopicPartition, HeldPartition> asked = new HashMap<>();
        for (HeldPartition partition : held) {
            FetchRequest.PartitionData question = partition.question(partitionBytesMax, tellsEpochs, nowNanos);
            if (question == null) {
                partition.fetch().leftSession();
            } else {
                builder.add(partition.partition(), question);
                asked.put(partition.partition(), partition);
            }
        }
        if (asked.isEmpty() && watched.isEmpty()) {
            return null;
        }
        watched = asked;
        return request(builder.build(), maxWaitMs, bytesMax);
    }

    private boolean isWatchedForAnother(HeldPartition partition) {
        HeldPartition before = watched.get(partition.partition());
        return before != null && before != partition;
    }

    private static FetchRequest.Builder request(
            FetchSessionHandler.FetchRequestData data, int maxWaitMs, int bytesMax) {
        short versionMax = data.canUseTopicIds() ? ApiKeys.FETCH.latestVersion() : VERSION_WITHOUT_IDS;
        return FetchRequest.Builder.forConsumer(versionMax, maxWaitMs, MIN_BYTES, data.toSend())
                .setMaxBytes(bytesMax)
                .metadata(data.metadata())
                .removed(data.toForget())
                .replaced(data.toReplace());
    }

    /** The partitions that an answer is about; null if the session is at odds with the broker's, and begins anew. */
    @Nullable
    Map<TopicPartition, FetchResponseData.PartitionData> accept(FetchResponse answer, short version) {
        return handler.handleResponse(answer, version)
                ? answer.responseData(handler.sessionTopicNames(), version)
                : null;
    }

    /** Whom the session watches the partition for; null: nobody. */
    @Nullable
    HeldPartition watchedFor(TopicPartition partition) {
        return watched.get(partition);
    }

    /** The next request begins a session anew. */
    void lost() {
        watched.values().forEach(partition -> partition.fetch().leftSession());
        watched = new HashMap<>();
        handler.handleError(new IllegalStateException("session lost"));
    }
}
