// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ProduceResponse.RecordError;
import org.jspecify.annotations.Nullable;

/** Decides, for every batch that a client produces, who serves it. Called by many request handler threads at once. */
public interface ProduceGate {

    /**
     * Who serves a produce to this partition at this moment.
     *
     * @param transactional whether the batch belongs to a transaction of this cluster
     */
    Route route(TopicIdPartition partition, boolean transactional);

    /** Whether others than Orbit may append to this topic now, transaction markers included. */
    Admission admission(String topic);

    /** Why transactional producers are not let into a topic that is a mirror, and what to do about it. */
    String refusesTransactions(String topic);

    /** See {@link #admission}. */
    enum Admission {
        /** It is no mirror topic, or a COMPLETE one. */
        OPEN,
        /** It is a mirror topic, whose offsets are the source's, or the state. */
        MIRROR,
        /** Nobody can say yet. */
        UNKNOWN
    }

    /** Whether a client's metadata request may create this topic: not when a mapping would mirror it, or may. */
    boolean mayAutoCreate(String topic);

    /** An answer to one produce; see {@link Route}. */
    sealed interface Route {

        /** Kafka appends it. */
        record Local() implements Route {}

        /** Nobody serves it. */
        record Refused(Errors error, String message) implements Route {}

        /** The source serves it; the forwarder must be used exactly once. */
        record Forwarded(Forwarder forwarder) implements Route {}

        /** Nobody can say yet: ask again when the hold ends. */
        record Held(Hold hold) implements Route {}
    }

    /** Takes one partition's batches to the source. */
    @FunctionalInterface
    interface Forwarder {
        /**
         * Forwards.
         *
         * @param produced its records are the forwarder's from now on, which may change their bytes
         * @param done called exactly once, on any thread
         */
        void forward(Produced produced, Consumer<Answer> done);
    }

    /** A place to wait for a decision. */
    @FunctionalInterface
    interface Hold {
        /**
         * Waits.
         *
         * @param produced what waits; its size counts against the bound on held bytes
         * @param resumed called exactly once, on any thread, with null when the route should be asked for again, or with
         *     the answer to give
         */
        void await(Produced produced, Consumer<@Nullable Answer> resumed);
    }

    /**
     * What a client sent for one partition.
     *
     * @param records whole batches, where they were received; for a forwarder alone to modify
     * @param acks 0, 1 or -1
     * @param timeoutMs the client's produce timeout
     */
    record Produced(TopicIdPartition partition, ByteBuffer records, short acks, int timeoutMs) {}

    /**
     * What the client is told for one partition; offsets are -1 where there is none.
     *
     * @param recordErrors what stands against single records of the batch, by their place in it
     */
    record Answer(
            Errors error,
            long baseOffset,
            long logAppendTimeMs,
            long logStartOffset,
            @Nullable String message,
            List<RecordError> recordErrors) {

        public Answer {
            recordErrors = List.copyOf(recordErrors);
        }

        public static Answer refused(Errors error, String message) {
            return new Answer(error, -1, -1, -1, message, List.of());
        }
    }
}
