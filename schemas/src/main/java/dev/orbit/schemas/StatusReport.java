// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.orbit.schemas.Snapshot.Attempt;
import dev.orbit.schemas.Snapshot.ClusterConfig;
import dev.orbit.schemas.Snapshot.Failover;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code orbit status --json} prints; others rely on its names. Unknown figures are null, and present. */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record StatusReport(
        List<Link> links, List<Topic> topics, List<Snapshot.Group> groups, List<Snapshot.AclCopy> acls) {

    public StatusReport {
        links = List.copyOf(links);
        topics = List.copyOf(topics);
        groups = List.copyOf(groups);
        acls = List.copyOf(acls);
    }

    /** A link; {@code error} says what keeps it from the source, null when nothing does. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Link(
            String name,
            LinkState state,
            @Nullable String sourceClusterId,
            @Nullable String error,
            @Nullable ClusterConfig clusterConfig) {}

    /** A mirror topic, with the figures of {@link Snapshot.Topic}. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Topic(
            String link,
            String sourceTopic,
            String topic,
            MigrationState state,
            MirrorState mirror,
            @Nullable Long offsetLag,
            @Nullable Double timeLagSeconds,
            @Nullable String error,
            @Nullable Attempt lastAttempt,
            List<Snapshot.Partition> partitions,
            @Nullable Failover failover) {
        public Topic {
            partitions = List.copyOf(partitions);
        }
    }
}
