// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import dev.orbit.agent.broker.EmbeddedBroker;
import dev.orbit.agent.broker.request.ProduceGate.Forwarder;
import dev.orbit.agent.gate.Gate;
import dev.orbit.agent.lease.LeaseKeeper;
import dev.orbit.agent.link.LinkRuntime;
import dev.orbit.agent.link.Links;
import dev.orbit.agent.link.ProxyForwarder;
import dev.orbit.agent.metrics.TopicMeters;
import dev.orbit.agent.source.forward.SourceProducer;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.unproxied.ForwardLedgers;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * What the gate reaches of the agent. The gate stands before the broker starts, and the rest comes after it: until then
 * nothing is known, no lease is held and nothing is forwarded.
 */
final class AgentEnvironment implements Gate.Environment {

    private volatile @Nullable Parts parts;

    private record Parts(
            EmbeddedBroker broker, LeaseKeeper lease, Links links, ForwardLedgers ledgers, TopicMeters meters) {}

    void complete(EmbeddedBroker broker, LeaseKeeper lease, Links links, ForwardLedgers ledgers, TopicMeters meters) {
        parts = new Parts(broker, lease, links, ledgers, meters);
    }

    @Override
    public boolean holdsLease() {
        Parts known = parts;
        return known != null && known.lease().isValid();
    }

    @Override
    public BooleanSupplier lease() {
        Parts known = parts;
        return known == null ? () -> false : known.lease().held();
    }

    @Override
    public Uuid topicId(String topic) {
        Parts known = parts;
        return known == null ? Uuid.ZERO_UUID : known.broker().cluster().topicId(topic);
    }

    @Override
    public void wakeLease() {
        Parts known = parts;
        if (known != null) {
            known.lease().wake();
        }
    }

    @Override
    public @Nullable Forwarder forwarder(MirrorTopic topic, Gate.Outcomes outcomes) {
        Parts known = parts;
        if (known == null) {
            return null;
        }
        LinkRuntime link =
                known.links().runtime(topic.link(), topic.sourceClusterId()).orElse(null);
        if (link == null || link.producer() == null) {
            return null;
        }
        return new ProxyForwarder(
                topic,
                link,
                partition -> known.broker().led(partition).isPresent(),
                outcomes::isToBeTold,
                outcomes::isGivenUp,
                known.ledgers(),
                known.meters().forwards(topic.link(), topic.topic()),
                outcomes::acknowledged,
                outcomes::done);
    }

    @Override
    public void giveUpForwards(MirrorTopic topic) {
        Parts known = parts;
        LinkRuntime link = known == null
                ? null
                : known.links().runtime(topic.link(), topic.sourceClusterId()).orElse(null);
        SourceProducer proxy = link == null ? null : link.producer();
        if (proxy != null) {
            proxy.giveUp(topic.sourceTopic());
        }
    }

    @Override
    public boolean leadsBefore(TopicIdPartition partition, int leaderEpoch) {
        Parts known = parts;
        return known != null
                && known.broker()
                        .led(partition.topicPartition())
                        .filter(local -> local.leaderEpoch() < leaderEpoch)
                        .isPresent();
    }

    @Override
    public boolean reaches(TopicIdPartition partition, long finalOffset) {
        Parts known = parts;
        if (known == null) {
            return false;
        }
        return known.broker()
                .led(partition.topicPartition())
                .map(local -> local.positions().logEndOffset() >= finalOffset)
                // Kafka answers that it is not the leader
                .orElse(true);
    }
}
