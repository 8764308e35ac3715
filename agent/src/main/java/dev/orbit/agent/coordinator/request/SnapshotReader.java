// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.TopicFigures;
import dev.orbit.agent.coordinator.duty.AccessWatch;
import dev.orbit.agent.coordinator.duty.AclCopy;
import dev.orbit.agent.coordinator.duty.GroupCopy;
import dev.orbit.agent.coordinator.duty.LinkWatch;
import dev.orbit.agent.coordinator.duty.TopicConfigSync;
import dev.orbit.agent.coordinator.duty.TopicDiscovery;
import dev.orbit.agent.coordinator.duty.TopicResync;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.schemas.Snapshot;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts together what the coordinator knows. */
public final class SnapshotReader {

    private final LinkWatch links;
    private final TopicDiscovery topics;
    private final TopicResync resync;
    private final TopicConfigSync configs;
    private final GroupCopy groups;
    private final AccessWatch access;
    private final AclCopy acls;
    private final String clusterId;
    private final int ownId;

    public SnapshotReader(
            LinkWatch links,
            TopicDiscovery topics,
            TopicResync resync,
            TopicConfigSync configs,
            GroupCopy groups,
            AccessWatch access,
            AclCopy acls,
            String clusterId,
            int ownId) {
        this.links = links;
        this.topics = topics;
        this.resync = resync;
        this.configs = configs;
        this.groups = groups;
        this.access = access;
        this.acls = acls;
        this.clusterId = clusterId;
        this.ownId = ownId;
    }

    public Snapshot read(StateImage image, Members members) {
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
                        .map(topic -> TopicFigures.topic(topic, members, obstacle(topic)))
                        .toList(),
                image.links().keySet().stream()
                        .flatMap(link -> groups.groups(link).stream())
                        .toList(),
                image.links().keySet().stream()
                        .flatMap(link -> acls.counts(link).stream())
                        .toList());
    }

    private Optional<String> obstacle(MirrorTopic topic) {
        return resync.obstacle(topic.topic())
                .or(() -> Optional.ofNullable(links.health(topic.link()).error()));
    }

    private Snapshot.Link link(LinkDocument link, Members members) {
        String name = link.spec().name();
        LinkWatch.Health health = links.health(name);
        String error = health.error() != null
                ? health.error()
                : members.linkError(name).orElseGet(() -> unserved(name));
        return new Snapshot.Link(
                link.spec(), link.revision(), health.state(), link.sourceClusterId(), error.isEmpty() ? null : error);
    }

    private String unserved(String link) {
        Stream<String> refused = topics.refused(link).entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(refusal -> refusal.getKey() + " is not mirrored: " + refusal.getValue());
        Stream<String> differing = configs.problems(link).entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(problem -> problem.getKey() + ": " + problem.getValue());
        Stream<String> uncopied =
                Stream.of(groups.error(link), acls.error(link)).filter(Objects::nonNull);
        return Stream.of(refused, differing, uncopied, access.problems(link).stream())
                .flatMap(Function.identity())
                .collect(Collectors.joining(" "));
    }
}
