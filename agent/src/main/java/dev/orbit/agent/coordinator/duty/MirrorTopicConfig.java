// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.duty;

import dev.orbit.agent.broker.TopicConfigNames;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The configuration a mirror topic is created with: the source's own, but for what only means something there. Pure. */
final class MirrorTopicConfig {

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

    /** The least that Kafka 4 takes; older sources may have less. */
    private static final long SEGMENT_BYTES_MIN = 1 << 20;

    private MirrorTopicConfig() {}

    public static Map<String, String> of(Map<String, String> source) {
        Map<String, String> configs = new TreeMap<>(source);
        configs.keySet().removeAll(SOURCE_ONLY);
        // an older or another maker's source has settings that no topic can be created with here
        configs.keySet().retainAll(TopicConfigNames.known());
        configs.computeIfPresent(
                "segment.bytes", (name, value) -> Long.toString(Math.max(SEGMENT_BYTES_MIN, Long.parseLong(value))));
        return configs;
    }
}
