// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import dev.orbit.agent.broker.EmbeddedBroker;
import dev.orbit.agent.broker.admin.ClusterView;
import dev.orbit.agent.broker.admin.TopicAdmin;
import dev.orbit.agent.coordinator.destination.ClusterSettings;
import dev.orbit.agent.coordinator.destination.Destination;
import dev.orbit.agent.source.admin.SourceAdmin;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cluster that this agent is part of, as the coordinator uses it. */
final class MirrorTopicDestination implements Destination, ClusterSettings {

    private static final Logger LOG = LoggerFactory.getLogger(MirrorTopicDestination.class);

    private static final short DEFAULT_REPLICATION_FACTOR = -1;

    private final EmbeddedBroker broker;
    private final ClusterView cluster;
    private final TopicAdmin topics;

    MirrorTopicDestination(EmbeddedBroker broker, TopicAdmin topics) {
        this.broker = broker;
        this.cluster = broker.cluster();
        this.topics = topics;
    }

    @Override
    public OptionalInt partitionCount(String topic) {
        return cluster.partitionCount(topic);
    }

    @Override
    public Optional<String> topicId(String topic) {
        return Optional.of(cluster.topicId(topic))
                .filter(id -> !id.equals(Uuid.ZERO_UUID))
                .map(Uuid::toString);
    }

    @Override
    public boolean isGone(String topic) throws Exception {
        return topics.isGone(topic).get();
    }

    @Override
    public boolean holdsRecords(String topic) throws Exception {
        return topics.holdsRecords(topic).get();
    }

    @Override
    public Map<String, String> configs(String topic) {
        return cluster.topicConfigs(topic);
    }

    @Override
    public Map<String, String> topicDefaults() {
        return broker.topicDefaults();
    }

    @Override
    public Optional<String> create(
            String topic, int partitions, @Nullable Integer replicationFactor, Map<String, String> configs)
            throws Exception {
        short factor = replicationFactor == null ? DEFAULT_REPLICATION_FACTOR : replicationFactor.shortValue();
        return createAfresh(topic, configs, set -> topics.create(topic, partitions, factor, set));
    }

    @Override
    public Optional<String> createBeside(String other, String topic, int partitions, Map<String, String> configs)
            throws Exception {
        var replicas = cluster.replicas(other, partitions);
        return createAfresh(topic, configs, set -> topics.create(topic, replicas, set));
    }

    /**
     * Creates a topic that no broker gives what a deleted one of its name had set, of what decides which records are kept: all
     * of that is set with the topic, and what is not wanted taken away again. A broker forgets by the record that takes a
     * config away, whenever it reads it, and the controller writes none for a config that it does not know to be set.
     */
    private Optional<String> createAfresh(
            String topic,
            Map<String, String> configs,
            Function<Map<String, String>, CompletableFuture<Optional<String>>> creation)
            throws Exception {
        Map<String, String> set = new HashMap<>(configs);
        Map<String, Optional<String>> surplus = new HashMap<>();
        topicDefaults().forEach((name, value) -> {
            if (SourceAdmin.KEEPING.contains(name) && set.putIfAbsent(name, value) == null) {
                surplus.put(name, Optional.empty());
            }
        });
        Optional<String> refusal = creation.apply(set).get();
        if (refusal.isPresent()) {
            // a cluster's policy may refuse to have set what it accepts as its own default
            return creation.apply(configs).get();
        }
        takeAway(topic, surplus);
        return Optional.empty();
    }

    /** What stays is in effect anyway; the comparison with the source takes away what its mapping keeps in step. */
    private void takeAway(String topic, Map<String, Optional<String>> surplus) throws InterruptedException {
        Optional<String> refusal;
        try {
            refusal = surplus.isEmpty()
                    ? Optional.empty()
                    : topics.alterConfigs(topic, surplus).get();
        } catch (ExecutionException e) {
            refusal = Optional.of(String.valueOf(e.getCause()));
        }
        refusal.ifPresent(why -> LOG.info(
                "topic {}: its configs {} are set to the defaults and cannot be taken away yet: {}",
                topic,
                surplus.keySet(),
                why));
    }

    @Override
    public Optional<String> delete(String topicId) throws Exception {
        return topics.delete(Uuid.fromString(topicId)).get();
    }

    @Override
    public Optional<String> addPartitions(String topic, int partitions) throws Exception {
        return topics.addPartitions(topic, partitions).get();
    }

    @Override
    public Optional<String> alterConfigs(String topic, Map<String, Optional<String>> changes) throws Exception {
        // a broker that starts anew shows configs of a deleted topic that had the name; the controller does not know
        // them,
        // and takes away only what it knows: so what is to be in effect is set first
        Map<String, String> defaults = topicDefaults();
        Map<String, Optional<String>> shown = new HashMap<>();
        configs(topic).forEach((name, value) -> {
            if (changes.getOrDefault(name, Optional.of(value)).isEmpty()) {
                shown.put(name, Optional.of(defaults.getOrDefault(name, value)));
            }
        });
        if (!shown.isEmpty()) {
            topics.alterConfigs(topic, shown)
                    .get()
                    .ifPresent(refusal -> LOG.debug("topic {}: {} cannot be set: {}", topic, shown, refusal));
        }
        return topics.alterConfigs(topic, changes).get();
    }

    @Override
    public Map<String, String> clusterWide() {
        return cluster.clusterConfigs();
    }

    @Override
    public Optional<String> atStart(String name) {
        return broker.configured(name);
    }

    @Override
    public Optional<String> set(String name, String value) throws Exception {
        return topics.alterClusterConfig(name, value).get();
    }
}
