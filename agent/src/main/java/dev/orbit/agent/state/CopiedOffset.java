// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

/**
 * Orbit's commit on one partition for one group. The intent is recorded before the commit is written, and becomes what
 * is written once the destination has acknowledged it: in between, the destination may hold either.
 *
 * @param topic name at the destination
 * @param written what the destination acknowledged last; null: nothing
 * @param intended what may be on its way, or there already; null: nothing
 * @param topicId of the destination topic it was written on; null: written by a version that did not record it
 */
public record CopiedOffset(
        String topic,
        int partition,
        @Nullable Written written,
        @Nullable Written intended,
        @Nullable String topicId) {

    /**
     * A commit as Orbit wrote it.
     *
     * @param metadataDigest of the consumer's metadata; null where there is none
     */
    public record Written(long offset, @Nullable String metadataDigest) {}

    @JsonIgnore
    CopiedOffset landed() {
        return intended == null ? this : new CopiedOffset(topic, partition, intended, null, topicId);
    }

    /**
     * Whether the topic it was written on is gone.
     *
     * @param now what is recorded under the topic's name; null: nothing
     */
    public boolean isFormer(@Nullable MirrorTopic now) {
        if (now == null || !now.created()) {
            return true;
        }
        return topicId != null && now.topicId() != null && !topicId.equals(now.topicId());
    }
}
