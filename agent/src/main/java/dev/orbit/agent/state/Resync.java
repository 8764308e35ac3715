// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

/**
 * A mirror topic is made anew. As long as the topic counts as created its former destination topic is to be deleted; then a
 * new one is created, and mirrored from a start that is chosen anew.
 *
 * @param formerTopicId id of the destination topic that is deleted: one of another id is left alone
 * @param requestedMs wall clock
 * @param deletingMs wall clock; from then on the former topic may be gone at any time. Null: it is there, and stays so as long
 *     as the source does not say where the new one is to start
 */
public record Resync(
        String formerTopicId, long requestedMs, @Nullable Long deletingMs) {

    /** As requested. */
    public Resync(String formerTopicId, long requestedMs) {
        this(formerTopicId, requestedMs, null);
    }

    @JsonIgnore
    public boolean isDeleting() {
        return deletingMs != null;
    }

    /** The former topic is deleted from now on. */
    public Resync toDeleting(long nowMs) {
        return new Resync(formerTopicId, requestedMs, nowMs);
    }
}
