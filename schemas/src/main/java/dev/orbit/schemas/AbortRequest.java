// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rolls topics that are MIGRATING back to PROXY.
 *
 * @param link null: the only link
 * @param topics destination names; may be empty when a regex is given, and both add up
 * @param topicRegex matches whole destination names
 */
public record AbortRequest(
        @Nullable String link,
        List<String> topics,
        @Nullable String topicRegex) {

    public AbortRequest {
        topics = List.copyOf(topics);
    }
}
