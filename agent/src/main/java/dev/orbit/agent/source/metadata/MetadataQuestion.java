// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.metadata;

import dev.orbit.agent.source.connect.BrokerConnection;
import dev.orbit.agent.source.connect.BrokerEndpoint;
import dev.orbit.agent.source.connect.ConnectionFailure;
import dev.orbit.agent.source.connect.ConnectionFailure.Kind;
import dev.orbit.agent.source.connect.Diagnosis;
import dev.orbit.agent.source.connect.Exchange;
import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.connect.SourceProbe;
import dev.orbit.agent.source.connect.SourceTopology;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.MetadataResponse;
import org.jspecify.annotations.Nullable;

/**
 * Asks for metadata: the broker that answered last, else some others that are known, else the bootstrap brokers.
 * Confined to one thread, but for {@link #wakeup}.
 */
public final class MetadataQuestion {

    /** No broker answered. */
    public static final class UnansweredException extends Exception {

        private final Diagnosis diagnosis;

        UnansweredException(Diagnosis diagnosis) {
            super(diagnosis.cause());
            this.diagnosis = diagnosis;
        }

        public Diagnosis diagnosis() {
            return diagnosis;
        }
    }

    private static final int ANSWER_TIMEOUT_MS = 10_000;
    /** A large cluster that is gone altogether is not asked broker by broker. */
    private static final int KNOWN_BROKERS_MAX = 3;

    private final SourceClientConfig config;
    private final BooleanSupplier cancelled;
    private volatile @Nullable BrokerConnection connection;

    public MetadataQuestion(SourceClientConfig config, BooleanSupplier cancelled) {
        this.config = config;
        this.cancelled = cancelled;
    }

    /**
     * Asks until a broker answers.
     *
     * @throws UnansweredException if none does
     */
    public SourceTopology ask(Set<String> topics, SourceTopology known) throws UnansweredException {
        List<ConnectionFailure> failures = new ArrayList<>();
        BrokerConnection open = connection;
        if (open != null) {
            try {
                return ask(open, topics);
            } catch (Exchange.FailedException e) {
                // Often it only was idle for too long; it is among the candidates again.
                close();
            }
        }
        for (BrokerEndpoint broker : candidates(known)) {
            if (cancelled.getAsBoolean()) {
                break;
            }
            try {
                return ask(connect(broker), topics);
            } catch (Exchange.FailedException e) {
                close();
                failures.add(e.failure());
            }
        }
        throw new UnansweredException(new Diagnosis(failures));
    }

    private List<BrokerEndpoint> candidates(SourceTopology known) {
        List<BrokerEndpoint> brokers = new ArrayList<>(known.endpoints());
        Collections.shuffle(brokers);
        List<BrokerEndpoint> candidates =
                new ArrayList<>(brokers.subList(0, Math.min(KNOWN_BROKERS_MAX, brokers.size())));
        for (BrokerEndpoint bootstrap : SourceProbe.bootstrap(config)) {
            if (candidates.stream().noneMatch(candidate -> candidate.address().equals(bootstrap.address()))) {
                candidates.add(bootstrap);
            }
        }
        return candidates;
    }

    private BrokerConnection connect(BrokerEndpoint broker) throws Exchange.FailedException {
        try {
            BrokerConnection fresh = new BrokerConnection(config, broker, BrokerConnection.Tuning.PLAIN);
            connection = fresh;
            return fresh;
        } catch (KafkaException e) {
            throw new Exchange.FailedException(
                    new ConnectionFailure(Kind.MISCONFIGURED, broker, ConnectionFailure.rootMessage(e)));
        }
    }

    private SourceTopology ask(BrokerConnection broker, Set<String> topics) throws Exchange.FailedException {
        // Never create a topic at the source by asking for it.
        MetadataRequest.Builder question = MetadataRequest.Builder.forTopicNames(List.copyOf(topics), false);
        MetadataResponse answer = (MetadataResponse) Exchange.ask(broker, question, ANSWER_TIMEOUT_MS, cancelled);
        return SourceTopology.of(answer.data());
    }

    /** Ends a wait. From any thread. */
    public void wakeup() {
        BrokerConnection open = connection;
        if (open != null) {
            open.wakeup();
        }
    }

    /** Closes the connection; the next question opens one. */
    public void close() {
        BrokerConnection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }
}
