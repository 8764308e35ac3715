// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deletes mirror topics at the destination and has them mirrored anew.
 *
 * @param link null: the only link
 * @param topics destination names; may be empty when a regex is given, and both add up
 * @param topicRegex matches whole destination names
 * @param dryRun report what would be made anew, and touch nothing
 * @param force also topics that nothing is wrong with
 */
public record ResyncRequest(
        @Nullable String link,
        List<String> topics,
        @Nullable String topicRegex,
        boolean dryRun,
        boolean force) {

    public ResyncRequest {
        topics = List.copyOf(topics);
    }
}
