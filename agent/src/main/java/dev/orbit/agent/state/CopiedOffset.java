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
 */
public record CopiedOffset(
        String topic,
        int partition,
        @Nullable Written written,
        @Nullable Written intended) {

    /**
     * A commit as Orbit wrote it.
     *
     * @param metadataDigest of the consumer's metadata; null where there is none
     */
    public record Written(long offset, @Nullable String metadataDigest) {}

    @JsonIgnore
    CopiedOffset landed() {
        return intended == null ? this : new CopiedOffset(topic, partition, intended, null);
    }
}
