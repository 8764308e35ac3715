// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.destination;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A destination with the topic orders, of one partition, as a broker shows it and as the controller has it. */
public final class OneTopicDestination implements Destination {

    public final List<String> created = new ArrayList<>();
    public final List<String> deleted = new ArrayList<>();

    /** That topics were created with; null: the destination's default. */
    public final List<@Nullable Integer> replicationFactors = new ArrayList<>();

    /** As the broker shows it; null: there is none. */
    @Nullable
    public String topicId;

    public int partitionCount = 1;

    public final Map<String, String> configs = new TreeMap<>();

    public Map<String, String> topicDefaults = Map.of();

    public boolean isGone;

    @Nullable
    public Boolean holdsRecords;

    @Nullable
    public String deletionRefusal;

    @Nullable
    public String creationRefusal;

    @Override
    public OptionalInt partitionCount(String topic) {
        return topicId == null ? OptionalInt.empty() : OptionalInt.of(partitionCount);
    }

    @Override
    public Optional<String> topicId(String topic) {
        return Optional.ofNullable(topicId);
    }

    @Override
    public boolean isGone(String topic) {
        return isGone;
    }

    @Override
    public Optional<String> delete(String id) {
        deleted.add(id);
        return Optional.ofNullable(deletionRefusal);
    }

    @Override
    public boolean holdsRecords(String topic) {
        Boolean known = holdsRecords;
        if (known == null) {
            throw new IllegalStateException("partition orders-0 has no leader");
        }
        return known;
    }

    @Override
    public Map<String, String> configs(String topic) {
        return configs;
    }

    @Override
    public Map<String, String> topicDefaults() {
        return topicDefaults;
    }

    @Override
    public Map<String, Optional<String>> create(Collection<NewTopic> topics) {
        return topics.stream().collect(Collectors.toMap(NewTopic::name, this::create));
    }

    private Optional<String> create(NewTopic topic) {
        boolean again = created.contains(topic.name());
        created.add(topic.name());
        replicationFactors.add(topic.replicationFactor());
        return again ? Optional.of("Topic 'orders' already exists.") : Optional.empty();
    }

    @Override
    public Optional<String> createBeside(String other, String topic, int partitions, Map<String, String> configs) {
        created.add(topic + " of " + partitions + " beside " + other);
        return Optional.ofNullable(creationRefusal);
    }

    @Override
    public Optional<String> addPartitions(String topic, int partitions) {
        throw new AssertionError("not asked");
    }

    @Override
    public Optional<String> alterConfigs(String topic, Map<String, Optional<String>> changes) {
        changes.forEach(
                (name, value) -> value.ifPresentOrElse(set -> configs.put(name, set), () -> configs.remove(name)));
        return Optional.empty();
    }
}
