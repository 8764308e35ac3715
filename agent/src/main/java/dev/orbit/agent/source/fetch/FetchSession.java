// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import dev.orbit.agent.source.connect.BrokerEndpoint;
import dev.orbit.agent.source.connect.QuietLogContext;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.FetchSessionHandler;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;
import org.jspecify.annotations.Nullable;

/**
 * An incremental fetch session with one broker: what it was told to watch. Which partitions these are stands with them:
 * thousands at rest are looked through for each request, and no more than that. Confined to the fetcher.
 */
final class FetchSession {

    /** The last version without topic ids. */
    static final short VERSION_WITHOUT_IDS = 12;

    private static final int MIN_BYTES = 1;

    private final FetchSessionHandler handler;
    private final int partitionBytesMax;
    /** Watched on behalf of a target that is no more; the broker hears of it with the next request. */
    private final Set<TopicPartition> former = new HashSet<>();

    private int watchedCount;
    private boolean tellsAnother;

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
        if (tellsAnother) {
            // The broker does not repeat what it has told already, and it told another target.
            lost(held);
        }
        FetchSessionHandler.Builder builder = handler.newBuilder(held.size(), false);
        int asked = 0;
        int waitMs = maxWaitMs;
        for (HeldPartition partition : held) {
            FetchRequest.PartitionData question = partition.question(partitionBytesMax, tellsEpochs, nowNanos);
            if (question == null) {
                partition.leftSession();
            } else {
                builder.add(partition.partition(), question);
                partition.enteredSession();
                asked++;
                // somebody may wait to know that a new leader has answered, if with nothing
                waitMs = partition.isHeard() ? waitMs : 0;
            }
        }
        if (asked == 0 && watchedCount == 0) {
            return null;
        }
        watchedCount = asked;
        former.clear();
        return request(builder.build(), waitMs, bytesMax);
    }

    /** The fetcher holds this partition from now on. */
    void taken(HeldPartition partition) {
        tellsAnother |= former.contains(partition.partition());
    }

    /** The fetcher does not hold it any more. */
    void letGo(HeldPartition partition) {
        if (partition.isInSession()) {
            partition.leftSession();
            former.add(partition.partition());
        }
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

    /** The next request begins a session anew. */
    void lost(Collection<HeldPartition> held) {
        held.forEach(HeldPartition::leftSession);
        former.clear();
        watchedCount = 0;
        tellsAnother = false;
        handler.handleError(new IllegalStateException("session lost"));
    }
}
