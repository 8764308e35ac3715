// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import java.util.Map;
import org.apache.kafka.common.TopicIdPartition;

/** A gate that is asked for nothing but who may append to which topic. */
record Admissions(Map<String, Admission> admissions) implements ProduceGate {

    @Override
    public Route route(TopicIdPartition partition, boolean transactional) {
        throw new AssertionError("not asked");
    }

    @Override
    public Admission admission(String topic) {
        return admissions.get(topic);
    }

    @Override
    public String refusesTransactions(String topic) {
        throw new AssertionError("not asked");
    }

    @Override
    public boolean mayAutoCreate(String topic) {
        throw new AssertionError("not asked");
    }
}
