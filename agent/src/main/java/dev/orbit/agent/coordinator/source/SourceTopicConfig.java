// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.source;

import java.util.Map;
import java.util.TreeMap;

/**
 * The configuration of a source topic.
 *
 * @param own what is set on the topic itself
 * @param inherited what it has from its brokers of that which decides what records a log keeps and takes
 */
public record SourceTopicConfig(Map<String, String> own, Map<String, String> inherited) {

    public SourceTopicConfig {
        own = Map.copyOf(own);
        inherited = Map.copyOf(inherited);
    }

    /** What is to be set on a topic that has these defaults, for it to keep and take what this one does. */
    public Map<String, String> over(Map<String, String> defaults) {
        Map<String, String> configs = new TreeMap<>(own);
        inherited.forEach((name, value) -> {
            if (!value.equals(defaults.get(name))) {
                configs.putIfAbsent(name, value);
            }
        });
        return configs;
    }
}
