// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import dev.orbit.schemas.MigrationState;
import org.jspecify.annotations.Nullable;

/**
 * A mirror topic to be compared.
 *
 * @param source how the topic is made at the source; null if it is missing
 * @param destination the same at the destination
 */
public record VerifiedTopic(
        TopicPair topics,
        MigrationState state,
        @Nullable Shape source,
        @Nullable Shape destination) {

    /**
     * How a topic is made.
     *
     * @param compacted whether {@code cleanup.policy} contains {@code compact}
     */
    public record Shape(int partitionCount, boolean compacted) {}

    boolean isCompacted() {
        return (source != null && source.compacted()) || (destination != null && destination.compacted());
    }

    /** Partitions that both sides have. */
    public int commonPartitionCount() {
        return Math.min(
                source == null ? 0 : source.partitionCount(), destination == null ? 0 : destination.partitionCount());
    }

    static Extent extent(MigrationState state) {
        return state == MigrationState.COMPLETE ? Extent.SOURCE_IS_PREFIX : Extent.DESTINATION_IS_PREFIX;
    }
}
