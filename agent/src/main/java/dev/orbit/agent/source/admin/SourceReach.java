// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.admin;

import dev.orbit.agent.source.connect.BrokerEndpoint;
import dev.orbit.agent.source.connect.ConnectionFailure;
import dev.orbit.agent.source.connect.Exchange;
import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.connect.SourceException;
import dev.orbit.agent.source.connect.SourceProbe;
import dev.orbit.agent.source.connect.SourceTopology;
import dev.orbit.schemas.BrokerAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Tries every address of a source by itself, with connections of its own: a client would be content with one. */
public final class SourceReach {

    private static final int BROKER_TIMEOUT_MS = 5_000;
    private static final int ASKED_AT_ONCE = 8;

    private final SourceProbe probe;
    private final SourceClientConfig config;

    public SourceReach(SourceClientConfig config) {
        this.config = config;
        this.probe = new SourceProbe(config, BROKER_TIMEOUT_MS);
    }

    /**
     * How one address fared.
     *
     * @param address {@code host:port}
     * @param isBootstrap false: an address that the brokers give of themselves, and that no bootstrap address is
     * @param clusterId null when it did not answer, or does not tell
     * @param failure null when it answered
     * @param isAboutCredentials whether the failure is a handshake's, and another principal may fare better
     */
    public record Broker(
            String address,
            boolean isBootstrap,
            @Nullable String clusterId,
            @Nullable SourceException failure,
            boolean isAboutCredentials) {}

    /** {@code host:port}, as {@link Broker} has it. */
    public static String address(BrokerAddress broker) {
        return BrokerEndpoint.bootstrap(0, broker).address();
    }

    /** Every bootstrap address in its order, then every other address that those which answered named. Blocks. */
    public List<Broker> brokers() {
        ExecutorService executor = Executors.newFixedThreadPool(ASKED_AT_ONCE, task -> {
            Thread thread = new Thread(task, config.clientId() + "-reach");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Answer> bootstrap = ask(SourceProbe.bootstrap(config), executor);
            List<Answer> all = new ArrayList<>(bootstrap);
            all.addAll(ask(others(bootstrap), executor));
            return all.stream().map(Answer::toBroker).toList();
        } finally {
            executor.shutdownNow();
        }
    }

    private record Answer(
            BrokerEndpoint endpoint,
            @Nullable SourceTopology topology,
            @Nullable ConnectionFailure failure) {

        Broker toBroker() {
            return new Broker(
                    endpoint.address(),
                    endpoint.id() < 0,
                    topology == null ? null : topology.clusterId(),
                    failure == null ? null : SourceException.of(failure, null),
                    failure != null && failure.isForOperator());
        }
    }

    private static List<BrokerEndpoint> others(List<Answer> bootstrap) {
        Set<String> known = new HashSet<>();
        bootstrap.forEach(answer -> known.add(answer.endpoint().address()));
        List<BrokerEndpoint> others = new ArrayList<>();
        for (Answer answer : bootstrap) {
            if (answer.topology() != null) {
                answer.topology().endpoints().stream()
                        .filter(endpoint -> known.add(endpoint.address()))
                        .forEach(others::add);
            }
        }
        return others;
    }

    private List<Answer> ask(List<BrokerEndpoint> brokers, ExecutorService executor) {
        List<Future<Answer>> asked = brokers.stream()
                .map(broker -> executor.submit(() -> ask(broker)))
                .toList();
        List<Answer> answers = new ArrayList<>();
        try {
            for (Future<Answer> answer : asked) {
                answers.add(answer.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return answers;
    }

    private Answer ask(BrokerEndpoint broker) {
        try {
            return new Answer(broker, probe.ask(broker, BROKER_TIMEOUT_MS), null);
        } catch (Exchange.FailedException e) {
            return new Answer(broker, null, e.failure());
        }
    }
}
