// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker;

import java.util.Set;
import org.apache.kafka.storage.internals.log.LogConfig;

/** The topic configurations that this Kafka knows; it refuses to create a topic with any other. */
public final class TopicConfigNames {

    private TopicConfigNames() {}

    public static Set<String> known() {
        return Set.copyOf(LogConfig.configNames());
    }
}
