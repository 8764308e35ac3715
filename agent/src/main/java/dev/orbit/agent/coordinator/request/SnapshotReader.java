// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.TopicFigures;
import dev.orbit.agent.coordinator.duty.GroupCopy;
import dev.orbit.agent.coordinator.duty.LinkWatch;
import dev.orbit.agent.coordinator.duty.TopicDiscovery;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.StateImage;
import dev.orbit.schemas.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts together what the coordinator knows. */
public final class SnapshotReader {

    private final LinkWatch links;
    private final TopicDiscovery topics;
    private final GroupCopy groups;
    private final String clusterId;
    private final int ownId;

    public SnapshotReader(LinkWatch links, TopicDiscovery topics, GroupCopy groups, String clusterId, int ownId) {
        this.links = links;
        this.topics = topics;
        this.groups = groups;
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
                        .map(topic -> TopicFigures.topic(
                                topic,
                                members,
                                Optional.ofNullable(links.health(topic.link()).error())))
                        .toList(),
                image.links().keySet().stream()
                        .flatMap(link -> groups.groups(link).stream())
                        .toList());
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
        List<String> reasons = new ArrayList<>(topics.refused(link).entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(refusal -> refusal.getKey() + " is not mirrored: " + refusal.getValue())
                .toList());
        String unread = groups.error(link);
        if (unread != null) {
            reasons.add(unread);
        }
        return String.join(" ", reasons);
    }
}
