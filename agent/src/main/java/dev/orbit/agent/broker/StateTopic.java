// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker;

import org.apache.kafka.common.TopicPartition;

/** The compacted topic of one partition that holds desired and actual state; its leader is the coordinator. */
public final class StateTopic {

    public static final String NAME = "__orbit_state";
    public static final TopicPartition PARTITION = new TopicPartition(NAME, 0);

    private StateTopic() {}
}
