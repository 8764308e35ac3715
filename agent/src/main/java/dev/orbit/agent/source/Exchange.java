// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source;

import dev.orbit.agent.source.ConnectionFailure.Kind;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.jspecify.annotations.Nullable;

/** One question to one broker, and the wait for its answer. */
final class Exchange {

    /** The broker could not be asked, or did not answer. Its connection is of no further use. */
    static final class FailedException extends Exception {

        private final ConnectionFailure failure;

        FailedException(ConnectionFailure failure) {
            super(failure.cause());
            this.failure = failure;
        }

        ConnectionFailure failure() {
            return failure;
        }
    }

    private Exchange() {}

    /**
     * Connects if need be, asks, and waits.
     *
     * @param cancelled ends the wait; look after {@link BrokerConnection#wakeup}
     * @throws FailedException if there is no answer in time, or never will be
     */
    static AbstractResponse ask(
            BrokerConnection connection, AbstractRequest.Builder<?> question, int timeoutMs, BooleanSupplier cancelled)
            throws FailedException {
        long deadlineNanos = System.nanoTime() + timeoutMs * 1_000_000L;
        boolean sent = false;
        while (!cancelled.getAsBoolean()) {
            long remainingMs = (deadlineNanos - System.nanoTime()) / 1_000_000;
            if (remainingMs <= 0) {
                throw failed(connection, connection.isConnected() ? Kind.ANSWER_TIMEOUT : Kind.CONNECT_TIMEOUT);
            }
            if (!sent && connection.isReady()) {
                connection.send(question, (int) remainingMs);
                sent = true;
            }
            AbstractResponse answer = answer(connection, remainingMs);
            if (answer != null) {
                return answer;
            }
        }
        throw failed(connection, Kind.CLOSED);
    }

    private static @Nullable AbstractResponse answer(BrokerConnection connection, long timeoutMs)
            throws FailedException {
        AbstractResponse answer = null;
        for (ClientResponse response : connection.poll(timeoutMs)) {
            if (response.versionMismatch() != null) {
                throw new FailedException(new ConnectionFailure(
                        Kind.UNSUPPORTED_VERSION,
                        connection.broker(),
                        response.versionMismatch().getMessage()));
            }
            answer = response.responseBody();
        }
        ConnectionFailure failure = connection.takeFailure();
        if (answer == null && failure != null) {
            throw new FailedException(failure);
        }
        return answer;
    }

    private static FailedException failed(BrokerConnection connection, Kind kind) {
        return new FailedException(ConnectionFailure.of(kind, connection.broker()));
    }
}
