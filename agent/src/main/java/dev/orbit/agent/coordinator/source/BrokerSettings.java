// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.source;

import dev.orbit.schemas.LinkSpec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is asked of source clusters about their own settings. */
public interface BrokerSettings {

    /** These settings of every broker; one that a broker does not know is left out. Blocks, for a bounded time. */
    List<Map<String, Setting>> brokerSettings(LinkSpec link, Collection<String> names) throws SourceFailure;

    /**
     * A setting as a broker has it.
     *
     * @param value null where Kafka's default is to have none
     * @param origin where the value comes from
     */
    record Setting(@Nullable String value, Origin origin) {}

    /** Where a broker has a value from. */
    enum Origin {
        /** Nobody set it. */
        DEFAULT,
        /** The broker's properties, or a cluster-wide setting. */
        CLUSTER,
        /** It was set for this one broker while it ran. */
        BROKER
    }
}
