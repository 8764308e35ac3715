// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.declared;

import dev.orbit.agent.broker.admin.TopicConfigs;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.schemas.TopicMatching;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The configuration of a mirror topic: the source's own, but for what only means something there. Pure. */
public final class MirrorTopicConfig {

    /** About the source's replicas, its storage tiers, and formats that Kafka has given up. */
    private static final Set<String> SOURCE_ONLY = Set.of(
            "min.insync.replicas",
            "unclean.leader.election.enable",
            "leader.replication.throttled.replicas",
            "follower.replication.throttled.replicas",
            "remote.storage.enable",
            "remote.log.copy.disable",
            "remote.log.delete.on.disable",
            "local.retention.ms",
            "local.retention.bytes",
            "message.format.version",
            "message.downconversion.enable");

    private static final String SEGMENT_BYTES = "segment.bytes";

    /** The least that Kafka 4 takes; older sources may have less. */
    private static final long SEGMENT_BYTES_MIN = 1 << 20;

    private MirrorTopicConfig() {}

    /** Whether a config is never taken from a source, whatever a mapping includes. */
    public static boolean isOfTheSourceAlone(String name) {
        return SOURCE_ONLY.contains(name);
    }

    /**
     * What the mirror topic should have set.
     *
     * @param source what is set on the source topic itself, or would have to be for it to keep the same here
     * @param mapping says what is kept in step, and what is kept instead
     */
    public static Map<String, String> of(Map<String, String> source, TopicMappingSpec mapping) {
        Map<String, String> configs = new TreeMap<>(source);
        configs.keySet().removeIf(name -> !isInStep(mapping, name));
        // an older or another maker's source has settings that no topic can have here
        configs.keySet().retainAll(TopicConfigs.known());
        configs.computeIfPresent(
                SEGMENT_BYTES, (name, value) -> Long.toString(Math.max(SEGMENT_BYTES_MIN, Long.parseLong(value))));
        configs.putAll(mapping.topicConfig());
        return configs;
    }

    private static boolean isInStep(TopicMappingSpec mapping, String name) {
        return !isOfTheSourceAlone(name) && TopicMatching.keepsInStep(mapping, name);
    }

    /**
     * What has to change for a topic to have what it should. What is not kept in step is the destination's own business
     * and stays as it is. So do larger segments, unless the mapping sets their size: they are
     * raised where the source holds a batch that was written when its own were larger.
     *
     * @return by name; empty takes the topic's own value away
     */
    public static Map<String, Optional<String>> changes(
            Map<String, String> wanted, Map<String, String> actual, TopicMappingSpec mapping) {
        Map<String, Optional<String>> changes = new TreeMap<>();
        wanted.forEach((name, value) -> {
            if (!value.equals(actual.get(name))) {
                changes.put(name, Optional.of(value));
            }
        });
        for (String name : actual.keySet()) {
            if (!wanted.containsKey(name) && isInStep(mapping, name)) {
                changes.put(name, Optional.empty());
            }
        }
        if (!mapping.topicConfig().containsKey(SEGMENT_BYTES) && segmentBytes(actual) > segmentBytes(wanted)) {
            changes.remove(SEGMENT_BYTES);
        }
        return changes;
    }

    private static long segmentBytes(Map<String, String> configs) {
        String value = configs.get(SEGMENT_BYTES);
        return value == null ? 0 : Long.parseLong(value);
    }
}
