// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Starts the migration of topics in PROXY.
 *
 * @param link null: the only link
 * @param topics destination names; may be empty when a regex is given, and both add up
 * @param topicRegex matches whole destination names
 * @param dryRun report what would start, and start nothing
 * @param maxTimeLagSeconds a topic behind by more is not started; null: 180 unless {@code maxOffsetLag} is positive; at
 *     least 0
 * @param maxOffsetLag a topic behind by more records is not started; null or 0: unused; at least 0
 * @param migrationTimeoutSeconds a topic still MIGRATING after this rolls back to PROXY; null: 300; at least 0
 * @param atomic whether the topics flip together, all or none; null: each for itself
 */
public record InitiateRequest(
        @Nullable String link,
        List<String> topics,
        @Nullable String topicRegex,
        boolean dryRun,
        @Nullable Integer maxTimeLagSeconds,
        @Nullable Long maxOffsetLag,
        @Nullable Integer migrationTimeoutSeconds,
        @Nullable Boolean atomic) {

    public static final int MAX_TIME_LAG_SECONDS_DEFAULT = 180;
    public static final int MIGRATION_TIMEOUT_SECONDS_DEFAULT = 300;

    public InitiateRequest {
        topics = List.copyOf(topics);
    }

    /** For topics of which each goes for itself. */
    public InitiateRequest(
            @Nullable String link,
            List<String> topics,
            @Nullable String topicRegex,
            boolean dryRun,
            @Nullable Integer maxTimeLagSeconds,
            @Nullable Long maxOffsetLag,
            @Nullable Integer migrationTimeoutSeconds) {
        this(link, topics, topicRegex, dryRun, maxTimeLagSeconds, maxOffsetLag, migrationTimeoutSeconds, null);
    }

    /** Whether the topics flip together, all or none. */
    public boolean flipsTogether() {
        return Boolean.TRUE.equals(atomic);
    }
}
