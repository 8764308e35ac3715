// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.admin;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.storage.internals.log.LogConfig;

/** The topic configs that this Kafka knows; it refuses a topic with any other. */
public final class TopicConfigs {

    private static final Set<String> KNOWN = Set.copyOf(LogConfig.configNames());

    private TopicConfigs() {}

    public static Set<String> known() {
        return KNOWN;
    }

    /** Why Kafka would refuse a known config with this value; empty when it would not. */
    public static Optional<String> problem(String name, String value) {
        try {
            LogConfig.validate(Map.of(name, value));
            return Optional.empty();
        } catch (ConfigException | ApiException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }
}
