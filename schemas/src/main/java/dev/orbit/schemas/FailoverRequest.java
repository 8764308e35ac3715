// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens mirror topics at the destination as they are, without their source, which may be gone.
 *
 * @param link null: the only link
 * @param topics destination names; may be empty when a regex is given, and both add up
 * @param topicRegex matches whole destination names
 * @param dryRun report what would be opened, and touch nothing
 * @param acceptDataLoss what the source has beyond what is mirrored is given up; nothing is opened without it
 */
public record FailoverRequest(
        @Nullable String link,
        List<String> topics,
        @Nullable String topicRegex,
        boolean dryRun,
        boolean acceptDataLoss) {

    public FailoverRequest {
        topics = List.copyOf(topics);
    }
}
