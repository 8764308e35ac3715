// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.admin;

import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;

/** Sends requests to brokers of this cluster. */
interface BrokerCalls extends AutoCloseable {

    /** The answer; fails when none came. */
    CompletableFuture<AbstractResponse> send(Node node, AbstractRequest.Builder<? extends AbstractRequest> request);

    @Override
    void close();
}
