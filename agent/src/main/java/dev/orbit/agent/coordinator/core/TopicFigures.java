// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.core;

import dev.orbit.agent.command.Command.PartitionReport;
import dev.orbit.agent.migration.PartitionEvidence;
import dev.orbit.agent.proof.PartitionProof;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorStop;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.schemas.MirrorState;
import dev.orbit.schemas.Snapshot;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** A mirror topic with its figures, as users see it. Pure. */
public final class TopicFigures {

    private TopicFigures() {}

    /**
     * What a topic's figures are seen with.
     *
     * @param obstacle what stands against mirroring it, of which its partitions need not know; null: nothing does
     * @param isLinkPaused whether nothing is mirrored over the link: what is known of the source is old then, and not told
     * @param followsDeletion whether the topic is deleted once its source topic is
     */
    public record Circumstances(@Nullable String obstacle, boolean isLinkPaused, boolean followsDeletion) {

        public Circumstances withObstacle(String other) {
            return new Circumstances(other, isLinkPaused, followsDeletion);
        }
    }

    public static PartitionEvidence evidence(PartitionReport report) {
        return new PartitionEvidence(
                Math.max(0, report.sourceEndOffset() - report.highWatermark()),
                report.sourceEndOffset() < 0 ? null : report.timeLagMs(),
                report.highWatermark(),
                report.lastStableOffset(),
                report.logEndOffset(),
                new MirrorStop(report.stoppedAttempt(), report.stoppedRound()),
                report.leaderEpoch(),
                report.error(),
                report.isDisputed(),
                report.heardLeaderEpoch(),
                report.proof());
    }

    public static Snapshot.Topic topic(MirrorTopic topic, Members members, Circumstances circumstances) {
        List<Optional<PartitionReport>> reports = new ArrayList<>();
        for (int partition = 0; partition < topic.startOffsets().size(); partition++) {
            reports.add(members.partition(topic.topicId(), topic.topic(), partition));
        }
        boolean complete = topic.migration() instanceof Migration.Complete;
        boolean paused = circumstances.isLinkPaused() && !complete;
        List<Snapshot.Partition> partitions = new ArrayList<>();
        for (int partition = 0; partition < reports.size(); partition++) {
            partitions.add(partition(topic, partition, reports.get(partition), paused));
        }
        return new Snapshot.Topic(
                topic.link(),
                topic.sourceTopic(),
                topic.topic(),
                topic.mapping(),
                topic.migration().state(),
                mirror(topic, complete, paused),
                complete ? Long.valueOf(0) : offsetLag(partitions),
                complete ? Double.valueOf(0) : paused ? null : timeLagSeconds(reports),
                error(topic, partitions, circumstances),
                topic.lastAttempt(),
                partitions,
                topic.migration() instanceof Migration.Complete opened ? opened.failover() : null,
                topic.migration() instanceof Migration.Complete reached ? completion(reached) : null,
                topic.sourceClusterId(),
                topic.sourceTopicId().equals(Uuid.ZERO_UUID.toString()) ? null : topic.sourceTopicId());
    }

    private static Snapshot.Completion completion(Migration.Complete complete) {
        List<Snapshot.CompletedPartition> partitions = new ArrayList<>();
        for (int partition = 0; partition < complete.finalOffsets().size(); partition++) {
            Optional<PartitionProof> proof = complete.proof(partition);
            partitions.add(new Snapshot.CompletedPartition(
                    partition,
                    complete.finalOffsets().get(partition),
                    proof.map(PartitionProof::digests).orElse(List.of()),
                    proof.map(PartitionProof::asFetchedFromOffset).orElse(null)));
        }
        return new Snapshot.Completion(
                Instant.ofEpochMilli(complete.completedMs()).toString(), partitions);
    }

    private static Snapshot.Partition partition(
            MirrorTopic topic, int number, Optional<PartitionReport> found, boolean paused) {
        boolean complete = topic.migration() instanceof Migration.Complete;
        String diverged = complete ? null : topic.trouble().diverged().get(number);
        String stale = complete ? null : topic.trouble().stale().get(number);
        List<Snapshot.LostRange> lost = topic.trouble().lostOf(number);
        if (found.isEmpty()) {
            String error = complete || topic.trouble().isDeleted() || topic.resync() != null
                    ? stale
                    : "no agent leads it, or not yet";
            return new Snapshot.Partition(number, null, null, null, diverged != null ? diverged : error, lost);
        }
        PartitionReport report = found.get();
        boolean known = report.sourceEndOffset() >= 0 && !paused;
        return new Snapshot.Partition(
                number,
                known && !complete ? report.sourceEndOffset() : null,
                report.highWatermark(),
                complete ? Long.valueOf(0) : known ? evidence(report).offsetLag() : null,
                diverged != null ? diverged : report.error() != null ? report.error() : stale,
                lost);
    }

    private static @Nullable Long offsetLag(List<Snapshot.Partition> partitions) {
        long sum = 0;
        for (Snapshot.Partition partition : partitions) {
            if (partition.offsetLag() == null) {
                return null;
            }
            sum += partition.offsetLag();
        }
        return sum;
    }

    private static @Nullable Double timeLagSeconds(List<Optional<PartitionReport>> reports) {
        long highest = 0;
        for (Optional<PartitionReport> report : reports) {
            Long lag = report.map(TopicFigures::evidence)
                    .map(PartitionEvidence::timeLagMs)
                    .orElse(null);
            if (lag == null) {
                return null;
            }
            highest = Math.max(highest, lag);
        }
        return highest / 1000.0;
    }

    private static MirrorState mirror(MirrorTopic topic, boolean complete, boolean paused) {
        if (topic.resync() != null) {
            return MirrorState.PAUSED;
        }
        if (topic.failure() != null) {
            return MirrorState.FAILED;
        }
        if (!complete && topic.trouble().isDeleted()) {
            return MirrorState.SOURCE_DELETED;
        }
        if (!complete && topic.trouble().divergence().isPresent()) {
            return MirrorState.DIVERGED;
        }
        if (!complete && topic.trouble().staleness().isPresent()) {
            return MirrorState.STALE;
        }
        return paused || (topic.mapping() == null && !complete) ? MirrorState.PAUSED : MirrorState.ACTIVE;
    }

    private static @Nullable String error(
            MirrorTopic topic, List<Snapshot.Partition> partitions, Circumstances circumstances) {
        String obstacle = circumstances.obstacle();
        if (topic.resync() != null) {
            return "resync: " + (topic.created() ? "the destination topic is being deleted" : "it is made anew")
                    + (obstacle == null ? "." : "; it waits, for " + obstacle);
        }
        if (topic.failure() != null) {
            return topic.failure();
        }
        if (topic.migration() instanceof Migration.Complete) {
            return null;
        }
        if (topic.mapping() == null) {
            return "released: no topic mapping holds it. It takes no produces until a mapping adopts it.";
        }
        Long deletedAtMs = topic.trouble().deletedAtMs();
        if (deletedAtMs != null) {
            return "source topic " + topic.sourceTopic() + " was deleted: it is gone since "
                    + Instant.ofEpochMilli(deletedAtMs).truncatedTo(ChronoUnit.SECONDS)
                    + (circumstances.followsDeletion()
                            ? ". Its mapping follows that: this topic is deleted too."
                            : ". The mirror keeps what it has, and goes no further.");
        }
        Optional<String> divergence = topic.trouble().divergence();
        if (divergence.isPresent()) {
            return divergence.get();
        }
        return partitions.stream()
                .map(Snapshot.Partition::error)
                .filter(Objects::nonNull)
                .findFirst()
                .or(() -> topic.trouble().staleness())
                .orElse(obstacle);
    }
}
