// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a batch did, or with dry_run would do.
 *
 * @param revisions the new revision of each change in its order; 0 for a deletion
 * @param topics what becomes of mirror topics through the batch; those it leaves alone are not listed
 * @param warnings what the operator should know and what does not stop the batch
 */
public record ChangesResponse(List<Long> revisions, List<TopicEffect> topics, List<Problem> warnings) {

    public ChangesResponse {
        revisions = List.copyOf(revisions);
        topics = List.copyOf(topics);
        warnings = List.copyOf(warnings);
    }

    /**
     * The consequence for one topic.
     *
     * @param from the migration state before; null for a topic that is newly matched
     * @param to the migration state after; a released topic stays in REJECT
     * @param effect {@code matched}, {@code released}, {@code adopted}, {@code proxied}, {@code unproxied}, {@code
     *     paused}, {@code resumed}, {@code let_go} or {@code deleted}
     */
    public record TopicEffect(
            String link,
            String sourceTopic,
            String topic,
            @Nullable MigrationState from,
            MigrationState to,
            String effect) {}
}
