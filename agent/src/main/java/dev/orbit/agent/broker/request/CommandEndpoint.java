// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import dev.orbit.agent.broker.state.StateTopic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import kafka.network.RequestChannel;
import kafka.server.KafkaApis;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.requests.ProduceResponse.PartitionResponse;
import org.apache.kafka.common.requests.ProduceResponse.RecordError;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes commands out of produces to the state topic; clients' own produces to it are refused. */
final class CommandEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger(CommandEndpoint.class);

    private final KafkaApis apis;
    private final CommandHandler handler;

    CommandEndpoint(KafkaApis apis, CommandHandler handler) {
        this.apis = apis;
        this.handler = handler;
    }

    void serve(RequestChannel.@Nullable Request request, MemoryRecords records, Consumer<PartitionResponse> respond) {
        Record command = records.records().iterator().next();
        if (request == null || !command.hasValue() || !isFromBroker(request)) {
            respond.accept(notForClients());
            return;
        }
        String text = StandardCharsets.UTF_8.decode(command.value()).toString();
        var unused = handler.handle(text).whenComplete((reply, failure) -> respond.accept(response(reply, failure)));
    }

    private static PartitionResponse notForClients() {
        return refusal(
                Errors.TOPIC_AUTHORIZATION_FAILED,
                StateTopic.NAME + " belongs to Orbit and takes no produces. Change state through the HTTP API.");
    }

    private boolean isFromBroker(RequestChannel.Request request) {
        boolean listener = request.context().listenerName.equals(apis.config().interBrokerListenerName());
        return listener && Brokers.includes(request, apis, true);
    }

    private static PartitionResponse response(@Nullable String reply, @Nullable Throwable failure) {
        if (reply != null) {
            return new PartitionResponse(Errors.NONE, 0, -1, 0, chunks(reply), null);
        }
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof CommandHandler.NotCoordinatorException) {
            return refusal(Errors.NOT_LEADER_OR_FOLLOWER, String.valueOf(cause.getMessage()));
        }
        if (cause instanceof CommandHandler.NotACommandException) {
            return notForClients();
        }
        LOG.error("a command failed", cause);
        return refusal(Errors.UNKNOWN_SERVER_ERROR, String.valueOf(cause));
    }

    private static PartitionResponse refusal(Errors error, String message) {
        return new PartitionResponse(error, -1, -1, -1, List.of(), message);
    }

    /** The reply travels as record errors: the one field of a produce response that takes text of any length. */
    private static List<RecordError> chunks(String reply) {
        List<RecordError> chunks = new ArrayList<>();
        for (int at = 0; at < reply.length(); ) {
            int end = Math.min(reply.length(), at + CHUNK_CHARS_MAX);
            if (end < reply.length() && Character.isHighSurrogate(reply.charAt(end - 1))) {
                end--;
            }
            chunks.add(new RecordError(chunks.size(), reply.substring(at, end)));
            at = end;
        }
        return chunks;
    }

    /** A protocol string has at most 32,767 bytes; a char is at most 3 in UTF-8. */
    private static final int CHUNK_CHARS_MAX = 10_000;
}
