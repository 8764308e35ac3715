// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import dev.orbit.agent.verify.VerifiedTopic.Shape;
import dev.orbit.schemas.MigrationState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts a topic's report together of what it is made of and of its partitions. Pure. */
final class TopicVerdict {

    private TopicVerdict() {}

    /** @param state the one it was last compared in */
    static TopicReport of(VerifiedTopic topic, MigrationState state, List<PartitionReport> partitions) {
        List<Remark> remarks = new ArrayList<>();
        String otherTopicId = topic.otherTopicId();
        FirstDifference difference = otherTopicId == null
                ? shapes(topic.source(), topic.destination(), state, remarks)
                : madeAnew(topic, otherTopicId, state);
        List<Result> results = new ArrayList<>();
        results.add(difference == null ? Result.SAME : Result.DIFFERS);
        partitions.forEach(partition -> results.add(partition.result()));
        return new TopicReport(
                topic.topics().topic(),
                topic.topics().sourceTopic(),
                state,
                topic.isCompacted(),
                Result.of(results),
                partitions.stream().mapToLong(PartitionReport::recordCount).sum(),
                partitions.stream().mapToLong(PartitionReport::offsetLag).sum(),
                difference,
                remarks,
                partitions,
                topic.completion() == null ? null : topic.completion().completedAt(),
                null,
                List.of());
    }

    /** Whatever the records are: the mirror is of a topic that is gone. */
    private static FirstDifference madeAnew(VerifiedTopic topic, String topicId, MigrationState state) {
        String remedy = state == MigrationState.COMPLETE
                ? "to verify without the source: orbit verify --proof-only"
                : "to mirror the topic that is there now: orbit resync";
        return new FirstDifference(
                null,
                "topic id",
                topicId,
                topic.sourceTopicId() + " as it was mirrored (" + remedy + " --topic "
                        + topic.topics().topic() + ")");
    }

    private static @Nullable FirstDifference shapes(
            @Nullable Shape source, @Nullable Shape destination, MigrationState state, List<Remark> remarks) {
        if (source == null || destination == null) {
            return new FirstDifference(
                    null, "topic", source == null ? "missing" : "there", destination == null ? "missing" : "there");
        }
        int more = source.partitionCount() - destination.partitionCount();
        boolean isComplete = state == MigrationState.COMPLETE;
        if (more > 0 && !isComplete) {
            remarks.add(new Remark(
                    "partition_not_mirrored_yet",
                    more + " partitions that the source has are not mirrored yet; they are added within"
                            + " orbit.refresh.interval.ms",
                    (long) more));
        } else if (more < 0 && isComplete) {
            remarks.add(new Remark(
                    "more_partitions",
                    -more + " partitions were added to the destination after the cutover and have no source",
                    (long) -more));
        } else if (more != 0) {
            return new FirstDifference(
                    null,
                    "number of partitions",
                    String.valueOf(source.partitionCount()),
                    String.valueOf(destination.partitionCount()));
        }
        return null;
    }
}
