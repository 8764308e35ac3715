// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import org.apache.kafka.common.TopicIdPartition;

/** Lets everything through: there are no mirror topics. */
public final class OpenGate implements ProduceGate {
    @Override
    public Route route(TopicIdPartition partition, boolean transactional) {
        return new Route.Local();
    }

    @Override
    public Admission admission(String topic) {
        return Admission.OPEN;
    }

    @Override
    public String refusesTransactions(String topic) {
        return topic;
    }

    @Override
    public boolean mayAutoCreate(String topic) {
        return true;
    }
}
