// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.connect;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.DescribeGroupsRequest;

/** Asks the first bootstrap broker that answers, over a connection for this one question. Calls block. */
public final class AnyBroker {

    private static final int ANSWER_TIMEOUT_MS = 5_000;

    private final SourceClientConfig config;

    public AnyBroker(SourceClientConfig config) {
        this.config = config;
    }

    public AbstractResponse ask(AbstractRequest.Builder<?> question) throws SourceException {
        return first(connection -> ask(connection, question));
    }

    /** Whether it knows this kind of request, which tells how old it is. */
    public boolean knows(ApiKeys request) throws SourceException {
        return first(connection -> {
            // about no group: it needs no privilege
            ask(connection, new DescribeGroupsRequest.Builder(new DescribeGroupsRequestData()));
            return connection.knows(request);
        });
    }

    private static AbstractResponse ask(BrokerConnection connection, AbstractRequest.Builder<?> question)
            throws Exchange.FailedException {
        return Exchange.ask(connection, question, ANSWER_TIMEOUT_MS, () -> false);
    }

    private interface Question<T> {
        T ask(BrokerConnection connection) throws Exchange.FailedException;
    }

    private <T> T first(Question<T> question) throws SourceException {
        List<ConnectionFailure> failed = new ArrayList<>();
        for (BrokerEndpoint broker : SourceProbe.bootstrap(config)) {
            try (BrokerConnection connection = new BrokerConnection(config, broker, BrokerConnection.Tuning.PLAIN)) {
                return question.ask(connection);
            } catch (Exchange.FailedException e) {
                failed.add(e.failure());
            }
        }
        throw new Diagnosis(failed).toException();
    }
}
