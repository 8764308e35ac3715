// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import dev.orbit.agent.broker.EmbeddedBroker;
import dev.orbit.agent.broker.admin.ClusterView;
import dev.orbit.agent.broker.admin.TopicAdmin;
import dev.orbit.agent.coordinator.destination.ClusterSettings;
import dev.orbit.agent.coordinator.destination.Destination;
import dev.orbit.agent.source.admin.SourceAdmin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.Uuid;
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
    public Map<String, Optional<String>> create(Collection<NewTopic> wanted) throws Exception {
        Map<String, Optional<String>> outcomes = new HashMap<>(topics.create(wanted.stream()
                        .map(topic -> admins(topic, withDefaults(topic.configs())))
                        .toList())
                .get());
        Map<String, Map<String, Optional<String>>> surplus = new HashMap<>();
        List<TopicAdmin.NewTopic> refused = new ArrayList<>();
        for (NewTopic topic : wanted) {
            if (outcomes.getOrDefault(topic.name(), Optional.empty()).isPresent()) {
                refused.add(admins(topic, topic.configs()));
            } else {
                surplus.put(topic.name(), surplus(topic.configs()));
            }
        }
        takeAway(surplus);
        if (!refused.isEmpty()) {
            // a cluster's policy may refuse to have set what it accepts as its own default
            outcomes.putAll(topics.create(refused).get());
        }
        return outcomes;
    }

    private static TopicAdmin.NewTopic admins(NewTopic topic, Map<String, String> configs) {
        Integer factor = topic.replicationFactor();
        return new TopicAdmin.NewTopic(
                topic.name(),
                topic.partitions(),
                factor == null ? DEFAULT_REPLICATION_FACTOR : factor.shortValue(),
                configs);
    }

    @Override
    public Optional<String> createBeside(String other, String topic, int partitions, Map<String, String> configs)
            throws Exception {
        var replicas = cluster.replicas(other, partitions);
        if (topics.create(topic, replicas, withDefaults(configs)).get().isPresent()) {
            return topics.create(topic, replicas, configs).get();
        }
        takeAway(new HashMap<>(Map.of(topic, surplus(configs))));
        return Optional.empty();
    }

    /**
     * So that no broker gives a new topic what a deleted one of its name had set, of what decides which records are kept: all
     * of that is set with the topic, and what is not wanted taken away again. A broker forgets by the record that takes a
     * config away, whenever it reads it, and the controller writes none for a config that it does not know to be set.
     */
    private Map<String, String> withDefaults(Map<String, String> configs) {
        Map<String, String> set = new HashMap<>(configs);
        topicDefaults().forEach((name, value) -> {
            if (SourceAdmin.KEEPING.contains(name)) {
                set.putIfAbsent(name, value);
            }
        });
        return set;
    }

    /** What a topic was made with beyond that, to be taken away. */
    private Map<String, Optional<String>> surplus(Map<String, String> configs) {
        Map<String, Optional<String>> surplus = new HashMap<>();
        withDefaults(configs).keySet().stream()
                .filter(name -> !configs.containsKey(name))
                .forEach(name -> surplus.put(name, Optional.empty()));
        return surplus;
    }

    /** What stays is in effect anyway; the comparison with the source takes away what its mapping keeps in step. */
    private void takeAway(Map<String, Map<String, Optional<String>>> surplus) throws InterruptedException {
        surplus.values().removeIf(Map::isEmpty);
        if (surplus.isEmpty()) {
            return;
        }
        Map<String, Optional<String>> refusals = new HashMap<>();
        try {
            refusals.putAll(topics.alterConfigs(surplus).get());
        } catch (ExecutionException e) {
            surplus.keySet().forEach(topic -> refusals.put(topic, Optional.of(String.valueOf(e.getCause()))));
        }
        refusals.forEach((topic, refusal) -> refusal.ifPresent(why -> LOG.info(
                "topic {}: its configs {} are set to the defaults and cannot be taken away yet: {}",
                topic,
                surplus.getOrDefault(topic, Map.of()).keySet(),
                why)));
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
