// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A mirror topic to be compared.
 *
 * @param sourceTopicId of the source topic that was mirrored; null where that is not known
 * @param source how the topic is made at the source, or was at COMPLETE; null if it is missing
 * @param destination the same at the destination
 * @param completion what was recorded when it became COMPLETE; null before
 */
public record VerifiedTopic(
        TopicPair topics,
        @Nullable String sourceTopicId,
        MigrationState state,
        @Nullable Shape source,
        @Nullable Shape destination,
        Snapshot.@Nullable Completion completion) {

    /** One that is not COMPLETE, whatever the id of its source topic. */
    public VerifiedTopic(TopicPair topics, MigrationState state, @Nullable Shape source, @Nullable Shape destination) {
        this(topics, null, state, source, destination, null);
    }

    /**
     * How a topic is made.
     *
     * @param compacted whether {@code cleanup.policy} contains {@code compact}
     * @param topicId null where the cluster does not tell
     */
    public record Shape(
            int partitionCount, boolean compacted, @Nullable String topicId) {

        /** Of a topic whose id is not known. */
        public Shape(int partitionCount, boolean compacted) {
            this(partitionCount, compacted, null);
        }
    }

    /** Of the source topic, where it is another one than was mirrored: it was deleted and made anew. Else null. */
    @Nullable
    String otherTopicId() {
        String now = source == null ? null : source.topicId();
        return now == null || sourceTopicId == null || now.equals(sourceTopicId) ? null : now;
    }

    boolean isCompacted() {
        return (source != null && source.compacted()) || (destination != null && destination.compacted());
    }

    /** Partitions that both sides have. */
    public int commonPartitionCount() {
        return Math.min(
                source == null ? 0 : source.partitionCount(), destination == null ? 0 : destination.partitionCount());
    }

    /** What was recorded of a partition; empty before COMPLETE, and of one that was added later. */
    Optional<Snapshot.CompletedPartition> completed(int partition) {
        return completion == null
                ? Optional.empty()
                : completion.partitions().stream()
                        .filter(found -> found.partition() == partition)
                        .findFirst();
    }

    static Extent extent(MigrationState state) {
        return state == MigrationState.COMPLETE ? Extent.SOURCE_IS_PREFIX : Extent.DESTINATION_IS_PREFIX;
    }
}
