// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.forward;

import java.util.List;
import org.apache.kafka.common.errors.InvalidMetadataException;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.requests.ProduceResponse.RecordError;

/**
 * The source's answer for one partition, as a producer of the destination may hear it. Whatever would make the producer
 * look up leaders is the source's own affair: to the producer, the leader is the agent.
 *
 * @param lookAgain whether the source's leadership is not what it seemed
 */
public record ProduceVerdict(ForwardResult result, boolean lookAgain) {

    /** The source's answer leaves the partition out. */
    static final ProduceVerdict UNANSWERED =
            new ProduceVerdict(ForwardResult.tryAgain("The source's answer leaves the partition out."), true);

    static ProduceVerdict of(String topic, PartitionProduceResponse answer) {
        Errors error = Errors.forCode(answer.errorCode());
        if (error == Errors.NONE) {
            return new ProduceVerdict(success(answer), false);
        }
        if (isAboutLeadership(error)) {
            return new ProduceVerdict(ForwardResult.tryAgain("The source answered " + error + "."), true);
        }
        ForwardResult result = switch (error) {
            case REQUEST_TIMED_OUT, NOT_ENOUGH_REPLICAS, NOT_ENOUGH_REPLICAS_AFTER_APPEND ->
                ForwardResult.failed(error, "The source answered " + error + ".");
            case TOPIC_AUTHORIZATION_FAILED -> notAllowed("Write on topic " + topic);
            case CLUSTER_AUTHORIZATION_FAILED -> notAllowed("IdempotentWrite on the cluster");
            case UNSUPPORTED_FOR_MESSAGE_FORMAT ->
                ForwardResult.failed(
                        error,
                        "The source topic keeps an old message format, which has no producer ids and no headers. Until"
                                + " the cutover, set enable.idempotence=false in the producer and send no headers; or"
                                + " raise the topic's message.format.version at the source.");
            default -> refusal(error, answer);
        };
        return new ProduceVerdict(result, false);
    }

    /** The producer itself is allowed; and of an authorization error its client would not show the message. */
    static ForwardResult notAllowed(String what) {
        return ForwardResult.failed(
                Errors.POLICY_VIOLATION,
                "The source does not allow the proxy's principal " + what + ". Grant it to the principal of"
                        + " auto_migration_source_cluster_credentials at the source.");
    }

    /** Whether a producer would ask for metadata because of it. */
    private static boolean isAboutLeadership(Errors error) {
        return error.exception() instanceof InvalidMetadataException || error == Errors.UNKNOWN_LEADER_EPOCH;
    }

    private static ForwardResult success(PartitionProduceResponse answer) {
        return new ForwardResult(
                Errors.NONE,
                answer.baseOffset(),
                answer.logAppendTimeMs(),
                answer.logStartOffset(),
                answer.errorMessage());
    }

    private static ForwardResult refusal(Errors error, PartitionProduceResponse answer) {
        List<RecordError> records = answer.recordErrors().stream()
                .map(each -> new RecordError(each.batchIndex(), each.batchIndexErrorMessage()))
                .toList();
        return new ForwardResult(
                error,
                ProduceResponse.INVALID_OFFSET,
                RecordBatch.NO_TIMESTAMP,
                ProduceResponse.INVALID_OFFSET,
                answer.errorMessage(),
                records);
    }
}
