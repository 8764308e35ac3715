// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.connect;

import dev.orbit.agent.source.connect.ConnectionFailure.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;

/** Questions to one broker, and the wait for their answers. */
public final class Exchange {

    /** The broker could not be asked, or did not answer. Its connection is of no further use. */
    public static final class FailedException extends Exception {

        private final ConnectionFailure failure;

        public FailedException(ConnectionFailure failure) {
            super(failure.cause());
            this.failure = failure;
        }

        public ConnectionFailure failure() {
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
    public static AbstractResponse ask(
            BrokerConnection connection, AbstractRequest.Builder<?> question, int timeoutMs, BooleanSupplier cancelled)
            throws FailedException {
        return ask(connection, List.of(question), timeoutMs, cancelled).get(0);
    }

    /**
     * The same with several questions, none of which waits for the answer to another as far as the connection takes them.
     *
     * @return the answers, in the order of the questions, in which the broker looked at them too
     */
    public static List<AbstractResponse> ask(
            BrokerConnection connection,
            List<? extends AbstractRequest.Builder<?>> questions,
            int timeoutMs,
            BooleanSupplier cancelled)
            throws FailedException {
        long deadlineNanos = System.nanoTime() + timeoutMs * 1_000_000L;
        List<AbstractResponse> answers = new ArrayList<>();
        int sent = 0;
        while (answers.size() < questions.size()) {
            if (cancelled.getAsBoolean()) {
                throw failed(connection, Kind.CLOSED);
            }
            long remainingMs = (deadlineNanos - System.nanoTime()) / 1_000_000;
            if (remainingMs <= 0) {
                throw failed(connection, connection.isConnected() ? Kind.ANSWER_TIMEOUT : Kind.CONNECT_TIMEOUT);
            }
            if (sent < questions.size() && connection.isReady()) {
                connection.send(questions.get(sent), (int) remainingMs);
                sent++;
            }
            answers.addAll(answers(connection, remainingMs, questions.size() - answers.size()));
        }
        return answers;
    }

    private static List<AbstractResponse> answers(BrokerConnection connection, long timeoutMs, int wanted)
            throws FailedException {
        List<AbstractResponse> answers = new ArrayList<>();
        for (ClientResponse response : connection.poll(timeoutMs)) {
            if (response.versionMismatch() != null) {
                throw new FailedException(new ConnectionFailure(
                        Kind.UNSUPPORTED_VERSION,
                        connection.broker(),
                        response.versionMismatch().getMessage()));
            }
            if (response.responseBody() != null) {
                answers.add(response.responseBody());
            }
        }
        ConnectionFailure failure = connection.takeFailure();
        if (answers.size() < wanted && failure != null) {
            throw new FailedException(failure);
        }
        return answers;
    }

    private static FailedException failed(BrokerConnection connection, Kind kind) {
        return new FailedException(ConnectionFailure.of(kind, connection.broker()));
    }
}
