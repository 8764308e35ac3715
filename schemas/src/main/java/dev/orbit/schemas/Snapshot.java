// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything the agents know, read at one moment: the actual state that desired documents are compared with.
 *
 * @param topics every mirror topic, COMPLETE ones included, by destination name
 * @param groups consumer groups with commits on mirror topics and groups of other kinds, of links that copy groups: at
 *     most {@value #GROUPS_MAX} of a link, those that are not COPIED first
 * @param acls one entry for each link that copies ACLs, once it has looked at them
 */
public record Snapshot(
        Cluster cluster,
        List<Link> links,
        List<TopicMapping> topicMappings,
        List<Topic> topics,
        List<Group> groups,
        List<AclCopy> acls) {

    /** Most groups of one link. */
    public static final int GROUPS_MAX = 1_000;

    /** Most partitions of one group. */
    public static final int GROUP_PARTITIONS_MAX = 20;

    /** Most skipped ACLs that are listed of one link. */
    public static final int SKIPPED_ACLS_MAX = 20;

    public Snapshot {
        links = List.copyOf(links);
        topicMappings = List.copyOf(topicMappings);
        topics = List.copyOf(topics);
        groups = List.copyOf(groups);
        acls = List.copyOf(acls);
    }

    /**
     * The destination cluster.
     *
     * @param coordinator broker id of the agent that decides
     */
    public record Cluster(String clusterId, int coordinator, List<Agent> agents) {
        public Cluster {
            agents = List.copyOf(agents);
        }
    }

    /** An agent that holds a lease. */
    public record Agent(int id) {}

    /**
     * A link document and how it fares.
     *
     * @param sourceClusterId the cluster id that answered first; null before
     * @param error what is wrong, with the remedy; null when nothing is
     * @param clusterConfig null unless the link copies the source's, and before it was read
     */
    public record Link(
            LinkSpec spec,
            long revision,
            LinkState state,
            @Nullable String sourceClusterId,
            @Nullable String error,
            @Nullable ClusterConfig clusterConfig) {
        /** Of a link that does not copy the source's cluster configuration. */
        public Link(
                LinkSpec spec,
                long revision,
                LinkState state,
                @Nullable String sourceClusterId,
                @Nullable String error) {
            this(spec, revision, state, sourceClusterId, error, null);
        }
    }

    /**
     * What became of the source's cluster-wide settings.
     *
     * @param copied name and value of those that the destination has too
     * @param notCopied by name, why the destination has another value, with the remedy
     */
    public record ClusterConfig(Map<String, String> copied, Map<String, String> notCopied) {
        public ClusterConfig {
            copied = Collections.unmodifiableMap(new TreeMap<>(copied));
            notCopied = Collections.unmodifiableMap(new TreeMap<>(notCopied));
        }
    }

    /** A topic mapping document. */
    public record TopicMapping(TopicMappingSpec spec, long revision) {}

    /**
     * A mirror topic.
     *
     * @param topic name at the destination
     * @param mapping the source topic or regex of the mapping it is held by; null once released
     * @param offsetLag the source's end less the destination's high watermark, summed over partitions; null while
     *     unknown
     * @param timeLagSeconds age of the oldest source record that is not at the destination; 0 at offset lag 0; null
     *     while unknown
     * @param lastAttempt how the last migration attempt ended; null before the first
     * @param failover what was left behind; null unless the topic was opened by a failover
     * @param completion what the topic was when Orbit let go of it; null before COMPLETE
     * @param sourceClusterId what it was mirrored from, whether or not its link is still declared; null: an agent of before
     *     does not tell
     * @param sourceTopicId of the source topic that it was mirrored from; null: the source has no topic ids, or an agent of
     *     before does not tell
     */
    public record Topic(
            String link,
            String sourceTopic,
            String topic,
            @Nullable String mapping,
            MigrationState state,
            MirrorState mirror,
            @Nullable Long offsetLag,
            @Nullable Double timeLagSeconds,
            @Nullable String error,
            @Nullable Attempt lastAttempt,
            List<Partition> partitions,
            @Nullable Failover failover,
            @Nullable Completion completion,
            @Nullable String sourceClusterId,
            @Nullable String sourceTopicId) {
        public Topic {
            partitions = List.copyOf(partitions);
        }

        /** Of a topic that is not COMPLETE. */
        public Topic(
                String link,
                String sourceTopic,
                String topic,
                @Nullable String mapping,
                MigrationState state,
                MirrorState mirror,
                @Nullable Long offsetLag,
                @Nullable Double timeLagSeconds,
                @Nullable String error,
                @Nullable Attempt lastAttempt,
                List<Partition> partitions) {
            this(
                    link,
                    sourceTopic,
                    topic,
                    mapping,
                    state,
                    mirror,
                    offsetLag,
                    timeLagSeconds,
                    error,
                    lastAttempt,
                    partitions,
                    null,
                    null,
                    null,
                    null);
        }
    }

    /**
     * What a topic was when it became COMPLETE.
     *
     * @param completedAt RFC 3339, in UTC
     */
    public record Completion(String completedAt, List<CompletedPartition> partitions) {
        public Completion {
            partitions = List.copyOf(partitions);
        }
    }

    /**
     * A partition when its topic became COMPLETE.
     *
     * @param finalOffset what came from the source lies below it
     * @param digests over the batches from an offset to the final one, the furthest reaching first: as retention takes the
     *     log's beginning away, the next one counts; empty: none was recorded
     * @param asFetchedFromOffset batches from here on were counted as they were fetched; those below from the headers of
     *     the log, which held them when the partition's leader began to mirror it; null: no digest was recorded
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record CompletedPartition(
            int partition,
            long finalOffset,
            List<LogDigest> digests,
            @Nullable Long asFetchedFromOffset) {
        public CompletedPartition {
            digests = List.copyOf(digests);
        }
    }

    /**
     * A digest of the batches of a log.
     *
     * @param fromOffset it is over the batches that hold this offset or later ones
     * @param digest the sum, modulo 2^128, of the first 16 bytes of the SHA-256 of each batch's base offset (8 bytes), last
     *     offset (8) and checksum as the source has it (4), all big-endian; 32 hexadecimal digits
     */
    public record LogDigest(long fromOffset, String digest) {}

    /**
     * What a failover left behind.
     *
     * @param startedAt when it was asked for; RFC 3339, in UTC
     */
    public record Failover(String startedAt, List<FailoverPartition> partitions) {
        public Failover {
            partitions = List.copyOf(partitions);
        }
    }

    /**
     * A partition that was opened without its source.
     *
     * @param mirroredEndOffset where the mirror ended: what came from the source lies below it
     * @param transactionsAborted transactions that were open then, and were ended as aborted; each took one offset
     * @param sourceEndOffset the source's high watermark when it was last heard; null: nobody knows
     * @param sourceHeardAt when that was; RFC 3339, in UTC; what the source took since is not known to anybody
     * @param acknowledgedEndOffset the offset after the highest one that the source acknowledged to a producer through the
     *     proxy; null: none that an agent remembers
     * @param offsetsLeftBehind offsets that the source is known to have had beyond the mirror; null: nobody knows
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record FailoverPartition(
            int partition,
            long mirroredEndOffset,
            int transactionsAborted,
            @Nullable Long sourceEndOffset,
            @Nullable String sourceHeardAt,
            @Nullable Long acknowledgedEndOffset,
            @Nullable Long offsetsLeftBehind) {}

    /**
     * A partition of a mirror topic; figures are null while unknown.
     *
     * @param lost what the source deleted before it was mirrored, in the order it was found out; the newest few
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Partition(
            int partition,
            @Nullable Long sourceEndOffset,
            @Nullable Long destinationEndOffset,
            @Nullable Long offsetLag,
            @Nullable String error,
            List<LostRange> lost) {
        public Partition {
            lost = List.copyOf(lost);
        }
    }

    /**
     * Offsets whose records are not at the destination, and never will be.
     *
     * @param toOffset exclusive
     */
    public record LostRange(long fromOffset, long toOffset) {}

    /**
     * A migration attempt of a topic.
     *
     * @param attempt counts from 1
     * @param outcome {@code running}, {@code complete}, {@code aborted}, {@code timed_out}, {@code rolled_back},
     *     {@code let_go} or {@code failed_over}
     * @param reason why it ended as it did, with figures
     */
    public record Attempt(
            int attempt, String outcome, @Nullable String reason) {}

    /**
     * A consumer group of the source whose offsets are copied, or why they are not.
     *
     * @param sourceGroup name at the source
     * @param group name at the destination
     * @param reason with figures and, where there is one, the remedy; null when all is copied
     * @param partitionCount commits of the source group on mirror topics that are not COMPLETE
     * @param partitions those of them that are not at the destination: at most {@value #GROUP_PARTITIONS_MAX}
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Group(
            String link,
            String sourceGroup,
            String group,
            GroupState state,
            @Nullable String reason,
            int partitionCount,
            List<GroupPartition> partitions) {
        public Group {
            partitions = List.copyOf(partitions);
        }
    }

    /**
     * A commit that is not at the destination.
     *
     * @param topic name at the destination
     * @param sourceOffset the source group's commit
     * @param destinationOffset the commit at the destination; null where there is none
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record GroupPartition(
            String topic,
            int partition,
            long sourceOffset,
            @Nullable Long destinationOffset) {}

    /**
     * The ACLs that a link copies, counted at the destination.
     *
     * @param copiedCount those that Orbit added
     * @param foreignCount those that were there without Orbit: it never touches them
     * @param pendingCount those that are still to be added, and those of Orbit's that are still to be removed
     * @param skippedCount ACLs of the source that the filters pick and that are not copied
     * @param skipped at most {@value #SKIPPED_ACLS_MAX} of them
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record AclCopy(
            String link,
            int copiedCount,
            int foreignCount,
            int pendingCount,
            int skippedCount,
            List<SkippedAcl> skipped) {
        public AclCopy {
            skipped = List.copyOf(skipped);
        }
    }

    /**
     * An ACL of the source that is not copied.
     *
     * @param acl in words
     * @param reason why not
     */
    public record SkippedAcl(String acl, String reason) {}
}
