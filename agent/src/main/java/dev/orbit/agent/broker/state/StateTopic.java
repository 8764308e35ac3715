// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.state;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** The compacted topic of one partition that holds desired and actual state; its leader is the coordinator. */
public final class StateTopic {

    public static final String NAME = "__orbit_state";
    public static final TopicPartition PARTITION = new TopicPartition(NAME, 0);

    /**
     * What it is always configured with, whatever the brokers have for topics that do not say. What is decided at once is one
     * batch, which is never longer than a segment: thousands of topics may change together. A removal stays long
     * enough for an agent that is slow to read it, having read what it removes.
     */
    public static final Map<String, String> CONFIGS = Map.of(
            "cleanup.policy", "compact",
            "unclean.leader.election.enable", "false",
            "max.message.bytes", Integer.toString(64 << 20),
            "segment.bytes", Integer.toString(128 << 20),
            "delete.retention.ms", "86400000");

    private StateTopic() {}
}
