// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.connect;

import dev.orbit.agent.source.connect.ConnectionFailure.Kind;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.MetadataResponse;

/** Asks brokers for their cluster, to find out at once whether they can be talked to, and if not, why. */
public final class SourceProbe {

    private final SourceClientConfig config;
    private final int timeoutMs;

    /** @param timeoutMs of a probe; the brokers it asks share it */
    public SourceProbe(SourceClientConfig config, int timeoutMs) {
        this.config = config;
        this.timeoutMs = timeoutMs;
    }

    /**
     * Asks the bootstrap brokers one after the other until one answers.
     *
     * @throws SourceException if none does
     */
    public SourceTopology firstAnswer() throws SourceException {
        List<ConnectionFailure> failures = new ArrayList<>();
        List<BrokerEndpoint> brokers = bootstrap(config);
        for (BrokerEndpoint broker : brokers) {
            try {
                return ask(broker, timeoutMs / brokers.size());
            } catch (Exchange.FailedException e) {
                failures.add(e.failure());
            }
        }
        throw new Diagnosis(failures).toException();
    }

    /** Which of the brokers do not answer. */
    public List<ConnectionFailure> failures(List<BrokerEndpoint> brokers) {
        List<ConnectionFailure> failures = new ArrayList<>();
        for (BrokerEndpoint broker : brokers) {
            try {
                ask(broker, timeoutMs / brokers.size());
            } catch (Exchange.FailedException e) {
                failures.add(e.failure());
            }
        }
        return failures;
    }

    /**
     * One broker's answer.
     *
     * @param brokerTimeoutMs for this broker
     */
    public SourceTopology ask(BrokerEndpoint broker, int brokerTimeoutMs) throws Exchange.FailedException {
        MetadataRequest.Builder question = MetadataRequest.Builder.forTopicNames(List.of(), false);
        try (BrokerConnection connection = new BrokerConnection(config, broker, BrokerConnection.Tuning.PLAIN)) {
            MetadataResponse answer =
                    (MetadataResponse) Exchange.ask(connection, question, brokerTimeoutMs, () -> false);
            return SourceTopology.of(answer.data());
        } catch (KafkaException e) {
            throw new Exchange.FailedException(
                    new ConnectionFailure(Kind.MISCONFIGURED, broker, ConnectionFailure.rootMessage(e)));
        }
    }

    public static List<BrokerEndpoint> bootstrap(SourceClientConfig config) {
        List<BrokerEndpoint> brokers = new ArrayList<>();
        for (int i = 0; i < config.bootstrapBrokers().size(); i++) {
            brokers.add(BrokerEndpoint.bootstrap(i, config.bootstrapBrokers().get(i)));
        }
        return brokers;
    }
}
