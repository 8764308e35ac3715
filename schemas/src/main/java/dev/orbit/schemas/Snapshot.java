// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything the agents know, read at one moment: the actual state that desired documents are compared with.
 *
 * @param topics every mirror topic, COMPLETE ones included, by destination name
 */
public record Snapshot(Cluster cluster, List<Link> links, List<TopicMapping> topicMappings, List<Topic> topics) {

    public Snapshot {
        links = List.copyOf(links);
        topicMappings = List.copyOf(topicMappings);
        topics = List.copyOf(topics);
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
     */
    public record Link(
            LinkSpec spec,
            long revision,
            LinkState state,
            @Nullable String sourceClusterId,
            @Nullable String error) {}

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
            List<Partition> partitions) {
        public Topic {
            partitions = List.copyOf(partitions);
        }
    }

    /** A partition of a mirror topic; figures are null while unknown. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Partition(
            int partition,
            @Nullable Long sourceEndOffset,
            @Nullable Long destinationEndOffset,
            @Nullable Long offsetLag,
            @Nullable String error) {}

    /**
     * A migration attempt of a topic.
     *
     * @param attempt counts from 1
     * @param outcome {@code running}, {@code complete}, {@code aborted}, {@code timed_out} or {@code rolled_back}
     * @param reason why it ended as it did, with figures
     */
    public record Attempt(
            int attempt, String outcome, @Nullable String reason) {}
}
