// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import kafka.network.RequestChannel;
import kafka.server.KafkaApis;
import org.apache.kafka.common.requests.OffsetDeleteRequest;
import org.apache.kafka.common.requests.OffsetDeleteResponse;
import org.apache.kafka.server.common.RequestLocal;

/**
 * Deletes commits on topics that are gone. To clients Kafka refuses that: it looks for the topic first, and so leaves such a
 * commit to whatever topic comes to bear the name. An agent has it deleted before it creates that topic.
 */
final class FormerCommitDeletion {

    private FormerCommitDeletion() {}

    /** Whether brokers ask, who alone may do so, and of a topic that is not there. */
    static boolean isAsked(RequestChannel.Request request, KafkaApis apis) {
        return body(request).data().topics().stream()
                        .anyMatch(topic -> !apis.metadataCache().contains(topic.name()))
                && Brokers.includes(request, apis, false);
    }

    static void serve(RequestChannel.Request request, KafkaApis apis, RequestLocal local) {
        OffsetDeleteRequest body = body(request);
        var unused = apis.groupCoordinator()
                .deleteOffsets(request.context(), body.data(), local.bufferSupplier())
                .handle((answer, failure) -> {
                    apis.requestHelper()
                            .sendMaybeThrottle(
                                    request,
                                    failure == null
                                            ? new OffsetDeleteResponse(answer)
                                            : body.getErrorResponse(failure));
                    return answer;
                });
    }

    private static OffsetDeleteRequest body(RequestChannel.Request request) {
        return (OffsetDeleteRequest) request.loggableRequest();
    }
}
