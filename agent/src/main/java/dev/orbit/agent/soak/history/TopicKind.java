// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.history;

import java.util.Locale;
import java.util.Map;

/** How a topic is made. */
public enum TopicKind {
    /** Keeps everything. */
    PLAIN(Map.of()),
    /** The broker gives records their time. */
    LOG_APPEND_TIME(Map.of("message.timestamp.type", "LogAppendTime")),
    COMPACTED(Map.of("cleanup.policy", "compact", "segment.ms", "1500", "min.cleanable.dirty.ratio", "0.01")),
    /** Keeps records for some seconds. */
    RETAINED(Map.of("retention.ms", "12000", "segment.ms", "2000")),
    COMPACTED_AND_RETAINED(Map.of(
            "cleanup.policy",
            "compact,delete",
            "retention.ms",
            "15000",
            "segment.ms",
            "1500",
            "min.cleanable.dirty.ratio",
            "0.01"));

    private final Map<String, String> config;

    TopicKind(Map<String, String> config) {
        this.config = config;
    }

    /** What the topic is created with. */
    public Map<String, String> config() {
        return config;
    }

    public boolean isCompacted() {
        return this == COMPACTED || this == COMPACTED_AND_RETAINED;
    }

    public boolean isRetained() {
        return this == RETAINED || this == COMPACTED_AND_RETAINED;
    }

    /** For a person. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
