// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.admin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import kafka.server.KafkaConfig;
import kafka.server.NetworkUtils;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.server.util.InterBrokerSendThread;
import org.apache.kafka.server.util.RequestAndCompletionHandler;

/**
 * Sends requests to brokers of this cluster over the inter-broker listener, with its TLS, SASL and principal; one thread
 * and one request in flight per broker.
 */
public final class InterBrokerChannel extends InterBrokerSendThread implements BrokerCalls {

    /** How late a request may be found to be unanswered, each of those before it: nothing else wakes the thread then. */
    private static final long POLL_MS = 1_000;

    private final ConcurrentLinkedQueue<RequestAndCompletionHandler> queue = new ConcurrentLinkedQueue<>();

    public InterBrokerChannel(String name, KafkaConfig config, Metrics metrics, int requestTimeoutMs) {
        super(
                name,
                NetworkUtils.buildNetworkClient(name, config, metrics, Time.SYSTEM, new LogContext("[" + name + "] ")),
                requestTimeoutMs,
                Time.SYSTEM,
                false);
    }

    /** The answer; fails with {@link ChannelException} when none came. */
    @Override
    public CompletableFuture<AbstractResponse> send(
            Node node, AbstractRequest.Builder<? extends AbstractRequest> request) {
        CompletableFuture<AbstractResponse> answer = new CompletableFuture<>();
        queue.add(new RequestAndCompletionHandler(
                Time.SYSTEM.milliseconds(), node, request, response -> complete(answer, node, response)));
        wakeup();
        return answer;
    }

    private static void complete(CompletableFuture<AbstractResponse> answer, Node node, ClientResponse response) {
        if (response.hasResponse()) {
            answer.complete(response.responseBody());
        } else {
            answer.completeExceptionally(new ChannelException("no answer from broker " + node.idString() + " ("
                    + (response.wasDisconnected() ? "disconnected" : String.valueOf(response.versionMismatch()))
                    + ")"));
        }
    }

    @Override
    public void doWork() {
        pollOnce(POLL_MS);
    }

    @Override
    public Collection<RequestAndCompletionHandler> generateRequests() {
        List<RequestAndCompletionHandler> requests = new ArrayList<>();
        for (RequestAndCompletionHandler next = queue.poll(); next != null; next = queue.poll()) {
            requests.add(next);
        }
        return requests;
    }

    @Override
    public void close() {
        try {
            shutdown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A broker of this cluster did not answer. */
    static final class ChannelException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ChannelException(String message) {
            super(message);
        }
    }
}
