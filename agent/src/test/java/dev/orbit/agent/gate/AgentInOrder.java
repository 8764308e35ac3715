// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.broker.request.ProduceGate.Forwarder;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.States;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** The rest of the agent: an agent in good order, unless a test says otherwise. */
final class AgentInOrder implements Gate.Environment {
    boolean lease = true;

    /** How often it was struck off. */
    int registrations;

    /** What happens just before a produce asks for the lease. */
    Runnable beforeLease = () -> {};

    boolean source = true;
    boolean outOfOrder;
    long logEndOffset = 10;
    int leaderEpoch;
    final AtomicInteger wakes = new AtomicInteger();
    final List<Gate.Outcomes> outcomes = new ArrayList<>();
    final List<String> givenUp = new ArrayList<>();

    @Override
    public boolean holdsLease() {
        return lease;
    }

    @Override
    public BooleanSupplier lease() {
        beforeLease.run();
        int registration = registrations;
        return () -> lease && registrations == registration;
    }

    @Override
    public Uuid topicId(String topic) {
        return Uuid.fromString(States.TOPIC_ID);
    }

    @Override
    public void wakeLease() {
        wakes.incrementAndGet();
    }

    @Override
    public @Nullable Forwarder forwarder(MirrorTopic topic, Gate.Outcomes outcome) {
        if (!source) {
            return null;
        }
        if (outOfOrder) {
            throw new OutOfMemoryError("Java heap space");
        }
        outcomes.add(outcome);
        return (produced, done) -> {};
    }

    @Override
    public void giveUpForwards(MirrorTopic topic) {
        assertThat(outcomes).allMatch(Gate.Outcomes::isGivenUp);
        givenUp.add(topic.topic());
    }

    @Override
    public boolean reaches(TopicIdPartition partition, long finalOffset) {
        return logEndOffset >= finalOffset;
    }

    @Override
    public boolean leadsBefore(TopicIdPartition partition, int epoch) {
        return leaderEpoch < epoch;
    }
}
