// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All of the state up to an offset.
 *
 * @param endOffset the offset after the last record read
 * @param mappings by id
 * @param topics by destination name
 * @param agents by broker id
 * @param groups by link and name at the destination
 * @param epochs by {@link SourceEpochs#name}
 * @param acls by {@link CopiedAcls#name}
 */
public record StateImage(
        long endOffset,
        Map<String, LinkDocument> links,
        Map<String, MappingDocument> mappings,
        Map<String, MirrorTopic> topics,
        Map<Integer, AgentRegistration> agents,
        Map<String, CopiedGroup> groups,
        Map<String, SourceEpochs> epochs,
        Map<String, CopiedAcls> acls) {

    public static final StateImage EMPTY =
            new StateImage(0, Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

    public StateImage {
        links = Collections.unmodifiableSortedMap(new TreeMap<>(links));
        mappings = Collections.unmodifiableSortedMap(new TreeMap<>(mappings));
        topics = Collections.unmodifiableSortedMap(new TreeMap<>(topics));
        agents = Collections.unmodifiableSortedMap(new TreeMap<>(agents));
        groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
        epochs = Collections.unmodifiableSortedMap(new TreeMap<>(epochs));
        acls = Collections.unmodifiableSortedMap(new TreeMap<>(acls));
    }

    /** The image after more records; {@code nextOffset} is the offset after the last of them. */
    public StateImage apply(List<StateRecord> records, long nextOffset) {
        Map<String, LinkDocument> newLinks = new TreeMap<>(links);
        Map<String, MappingDocument> newMappings = new TreeMap<>(mappings);
        Map<String, MirrorTopic> newTopics = new TreeMap<>(topics);
        Map<Integer, AgentRegistration> newAgents = new TreeMap<>(agents);
        Map<String, CopiedGroup> newGroups = new TreeMap<>(groups);
        Map<String, SourceEpochs> newEpochs = new TreeMap<>(epochs);
        Map<String, CopiedAcls> newAcls = new TreeMap<>(acls);
        for (StateRecord record : records) {
            switch (record.kind()) {
                case LINK -> put(newLinks, record.name(), (LinkDocument) record.value());
                case MAPPING -> put(newMappings, record.name(), (MappingDocument) record.value());
                case TOPIC -> put(newTopics, record.name(), (MirrorTopic) record.value());
                case AGENT -> put(newAgents, Integer.valueOf(record.name()), (AgentRegistration) record.value());
                case GROUP -> put(newGroups, record.name(), (CopiedGroup) record.value());
                case EPOCHS -> put(newEpochs, record.name(), (SourceEpochs) record.value());
                case ACLS -> put(newAcls, record.name(), (CopiedAcls) record.value());
            }
        }
        return new StateImage(nextOffset, newLinks, newMappings, newTopics, newAgents, newGroups, newEpochs, newAcls);
    }

    private static <K, V> void put(Map<K, V> map, K key, @Nullable V value) {
        if (value == null) {
            map.remove(key);
        } else {
            map.put(key, value);
        }
    }

    /** What is recorded of a partition. */
    public SourceEpochs epochsOf(String topic, int partition) {
        return epochs.getOrDefault(SourceEpochs.name(topic, partition), SourceEpochs.none(topic, partition));
    }

    /** The mappings of a link in the order they are tried. */
    public List<MappingDocument> mappingsOf(String link) {
        return mappings.values().stream()
                .filter(mapping -> mapping.spec().link().equals(link))
                .sorted(java.util.Comparator.comparingInt(
                                (MappingDocument mapping) -> mapping.spec().priority())
                        .thenComparing(mapping -> mapping.spec().id()))
                .toList();
    }
}
