// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.forward;

import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.requests.ProduceResponse.RecordError;
import org.jspecify.annotations.Nullable;

/**
 * What became of a forwarded produce, in terms that a producer of the destination may hear. NOT_ENOUGH_REPLICAS means
 * "try again", also where the outcome is not known: then the records may be at the source, or still get there. Where the
 * source itself says that it may have them, its word is passed on.
 *
 * @param baseOffset the source's; -1 if there is an error
 * @param logAppendTimeMs the source's; -1 unless the topic has log append time
 * @param logStartOffset the source's; -1 if not known
 * @param errorMessage for people; null if there is none
 * @param recordErrors what the source has against single records of the batch; empty: nothing that it names
 */
public record ForwardResult(
        Errors error,
        long baseOffset,
        long logAppendTimeMs,
        long logStartOffset,
        @Nullable String errorMessage,
        List<RecordError> recordErrors) {

    public ForwardResult {
        recordErrors = List.copyOf(recordErrors);
    }

    /** The same with nothing against single records. */
    public ForwardResult(
            Errors error, long baseOffset, long logAppendTimeMs, long logStartOffset, @Nullable String errorMessage) {
        this(error, baseOffset, logAppendTimeMs, logStartOffset, errorMessage, List.of());
    }

    /** Whether the source may hold the records though it has not acknowledged them, or get them still. */
    public boolean mayHaveLanded() {
        return switch (error) {
            case NOT_ENOUGH_REPLICAS, NOT_ENOUGH_REPLICAS_AFTER_APPEND, REQUEST_TIMED_OUT -> true;
            default -> false;
        };
    }

    /** It was not sent, or its outcome is not known: to be tried again. */
    static ForwardResult tryAgain(String why) {
        return failed(Errors.NOT_ENOUGH_REPLICAS, why);
    }

    static ForwardResult failed(Errors error, @Nullable String why) {
        return new ForwardResult(
                error, ProduceResponse.INVALID_OFFSET, RecordBatch.NO_TIMESTAMP, ProduceResponse.INVALID_OFFSET, why);
    }
}
