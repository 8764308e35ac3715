// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

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
 * @param events by destination topic
 * @param unproxied by destination topic
 * @param strays by destination topic
 */
public record StateImage(
        long endOffset,
        Map<String, LinkDocument> links,
        Map<String, MappingDocument> mappings,
        Map<String, MirrorTopic> topics,
        Map<Integer, AgentRegistration> agents,
        Map<String, CopiedGroup> groups,
        Map<String, SourceEpochs> epochs,
        Map<String, CopiedAcls> acls,
        Map<String, TopicEvents> events,
        Map<String, UnproxiedWrites> unproxied,
        Map<String, StrayWrites> strays) {

    public static final StateImage EMPTY = new StateImage(
            0, Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

    public StateImage {
        links = persistent(links);
        mappings = persistent(mappings);
        topics = persistent(topics);
        agents = persistent(agents);
        groups = persistent(groups);
        epochs = persistent(epochs);
        acls = persistent(acls);
        events = persistent(events);
        unproxied = persistent(unproxied);
        strays = persistent(strays);
    }

    /** An image shares what did not change with the one before it: thousands of partitions make thousands of entries. */
    private static <K extends Comparable<K>, V> TreePMap<K, V> persistent(Map<K, V> map) {
        return map instanceof TreePMap<K, V> already ? already : TreePMap.from(map);
    }

    /** The image after more records; {@code nextOffset} is the offset after the last of them. */
    public StateImage apply(List<StateRecord> records, long nextOffset) {
        TreePMap<String, LinkDocument> newLinks = persistent(links);
        TreePMap<String, MappingDocument> newMappings = persistent(mappings);
        TreePMap<String, MirrorTopic> newTopics = persistent(topics);
        TreePMap<Integer, AgentRegistration> newAgents = persistent(agents);
        TreePMap<String, CopiedGroup> newGroups = persistent(groups);
        TreePMap<String, SourceEpochs> newEpochs = persistent(epochs);
        TreePMap<String, CopiedAcls> newAcls = persistent(acls);
        TreePMap<String, TopicEvents> newEvents = persistent(events);
        TreePMap<String, UnproxiedWrites> newUnproxied = persistent(unproxied);
        TreePMap<String, StrayWrites> newStrays = persistent(strays);
        for (StateRecord record : records) {
            String name = record.name();
            switch (record.kind()) {
                case LINK -> newLinks = with(newLinks, name, (LinkDocument) record.value());
                case MAPPING -> newMappings = with(newMappings, name, (MappingDocument) record.value());
                case TOPIC -> newTopics = with(newTopics, name, (MirrorTopic) record.value());
                case AGENT -> newAgents = with(newAgents, Integer.valueOf(name), (AgentRegistration) record.value());
                case GROUP -> newGroups = with(newGroups, name, (CopiedGroup) record.value());
                case EPOCHS -> newEpochs = with(newEpochs, name, (SourceEpochs) record.value());
                case ACLS -> newAcls = with(newAcls, name, (CopiedAcls) record.value());
                case EVENTS -> newEvents = with(newEvents, name, (TopicEvents) record.value());
                case UNPROXIED -> newUnproxied = with(newUnproxied, name, (UnproxiedWrites) record.value());
                case STRAYS -> newStrays = with(newStrays, name, (StrayWrites) record.value());
            }
        }
        return new StateImage(
                nextOffset,
                newLinks,
                newMappings,
                newTopics,
                newAgents,
                newGroups,
                newEpochs,
                newAcls,
                newEvents,
                newUnproxied,
                newStrays);
    }

    private static <K, V> TreePMap<K, V> with(TreePMap<K, V> map, K key, @Nullable V value) {
        return value == null ? map.minus(key) : map.plus(key, value);
    }

    /** What is recorded of any of a topic's partitions; no other topic is looked at. */
    public Collection<SourceEpochs> epochsOf(String topic) {
        return persistent(epochs).subMap(topic + "/", topic + "0").values(); // the character after the slash
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
