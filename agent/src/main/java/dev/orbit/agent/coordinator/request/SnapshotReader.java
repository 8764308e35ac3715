// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.coordinator.acl.AclCopy;
import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.TopicFigures;
import dev.orbit.agent.coordinator.core.TopicFigures.Circumstances;
import dev.orbit.agent.coordinator.cutover.WaysToComplete;
import dev.orbit.agent.coordinator.group.GroupCopy;
import dev.orbit.agent.coordinator.link.AccessWatch;
import dev.orbit.agent.coordinator.link.ClusterConfigSync;
import dev.orbit.agent.coordinator.link.LinkWatch;
import dev.orbit.agent.coordinator.topic.DeletionFollowing;
import dev.orbit.agent.coordinator.topic.PartitionGrowth;
import dev.orbit.agent.coordinator.topic.ProxyEnablement;
import dev.orbit.agent.coordinator.topic.TopicConfigSync;
import dev.orbit.agent.coordinator.topic.TopicDiscovery;
import dev.orbit.agent.coordinator.topic.TopicResync;
import dev.orbit.agent.declared.SourceHolders;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.schemas.LinkState;
import dev.orbit.schemas.Snapshot;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts together what the coordinator knows. */
public final class SnapshotReader {

    private final Reports reports;
    private final String clusterId;
    private final int ownId;

    /** What the duties have to tell. */
    public record Reports(
            LinkWatch links,
            TopicDiscovery topics,
            WaysToComplete ways,
            TopicResync resync,
            PartitionGrowth growth,
            TopicConfigSync configs,
            DeletionFollowing deletions,
            ClusterConfigSync clusterConfigs,
            AccessWatch access,
            GroupCopy groups,
            AclCopy acls) {}

    public SnapshotReader(Reports reports, String clusterId, int ownId) {
        this.reports = reports;
        this.clusterId = clusterId;
        this.ownId = ownId;
    }

    public Snapshot read(StateImage image, Members members) {
        SourceHolders holders = SourceHolders.of(image);
        return new Snapshot(
                new Snapshot.Cluster(
                        clusterId,
                        ownId,
                        members.ids().stream().map(Snapshot.Agent::new).toList()),
                image.links().values().stream().map(link -> link(link, members)).toList(),
                image.mappings().values().stream()
                        .map(mapping -> new Snapshot.TopicMapping(mapping.spec(), mapping.revision()))
                        .toList(),
                image.topics().values().stream()
                        .map(topic -> TopicFigures.topic(
                                reports.ways().shown(topic), members, circumstances(holders, image, topic)))
                        .toList(),
                image.links().keySet().stream()
                        .flatMap(link -> reports.groups().groups(link).stream())
                        .toList(),
                image.links().keySet().stream()
                        .flatMap(link -> reports.acls().counts(link).stream())
                        .toList());
    }

    private Circumstances circumstances(SourceHolders holders, StateImage image, MirrorTopic topic) {
        Circumstances found = reports.links().circumstances(image, topic);
        Optional<String> other = found.obstacle() == null
                ? reports.growth().obstacle(topic.topic()).or(() -> ProxyEnablement.obstacle(holders, image, topic))
                : Optional.empty();
        return reports.resync()
                .obstacle(topic.topic())
                .or(() -> other)
                .map(found::withObstacle)
                .orElse(found);
    }

    private Snapshot.Link link(LinkDocument link, Members members) {
        String name = link.spec().name();
        LinkWatch.Health health = reports.links().health(name);
        String error = health.error() != null
                ? health.error()
                : members.linkError(name).orElseGet(() -> unserved(name));
        LinkState state =
                health.state() == LinkState.ACTIVE && link.spec().isPaused() ? LinkState.PAUSED : health.state();
        return new Snapshot.Link(
                link.spec(),
                link.revision(),
                state,
                link.sourceClusterId(),
                error.isEmpty() ? null : error,
                reports.clusterConfigs().report(name));
    }

    private String unserved(String link) {
        Stream<String> refused = reports.topics().refused(link).entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(refusal -> refusal.getKey() + " is not mirrored: " + refusal.getValue());
        Stream<String> differing = reports.configs().problems(link).entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(problem -> problem.getKey() + ": " + problem.getValue());
        Stream<String> undeleted = reports.deletions().problems(link).entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(problem -> problem.getKey() + ": " + problem.getValue());
        Stream<String> unread = Stream.of(
                        reports.groups().error(link),
                        reports.acls().error(link),
                        reports.clusterConfigs().error(link))
                .filter(Objects::nonNull);
        return Stream.of(refused, differing, undeleted, unread, reports.access().problems(link).stream())
                .flatMap(Function.identity())
                .collect(Collectors.joining(" "));
    }
}
