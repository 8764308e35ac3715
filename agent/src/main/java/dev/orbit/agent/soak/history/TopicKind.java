// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.history;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How a topic is made. */
public enum TopicKind {
    /** Keeps everything. */
    PLAIN,
    /** The broker gives records their time. */
    LOG_APPEND_TIME,
    COMPACTED,
    /** Keeps records for some seconds. */
    RETAINED,
    COMPACTED_AND_RETAINED,
    /** Keeps everything; Orbit forwards its producers, and cuts it over. */
    PROXIED;

    /** Those whose producers write to the source themselves. */
    static List<TopicKind> unproxied() {
        return Arrays.stream(values()).filter(kind -> kind != PROXIED).toList();
    }

    /** What the topic is created with. */
    public Map<String, String> config() {
        return switch (this) {
            case PLAIN, PROXIED -> Map.of();
            case LOG_APPEND_TIME -> Map.of("message.timestamp.type", "LogAppendTime");
            case COMPACTED ->
                Map.of("cleanup.policy", "compact", "segment.ms", "1500", "min.cleanable.dirty.ratio", "0.01");
            case RETAINED -> Map.of("retention.ms", "12000", "segment.ms", "2000");
            case COMPACTED_AND_RETAINED ->
                Map.of(
                        "cleanup.policy",
                        "compact,delete",
                        "retention.ms",
                        "15000",
                        "segment.ms",
                        "1500",
                        "min.cleanable.dirty.ratio",
                        "0.01");
        };
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
