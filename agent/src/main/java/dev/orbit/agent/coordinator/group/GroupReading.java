// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.group;

import dev.orbit.agent.coordinator.destination.GroupDestination;
import dev.orbit.agent.coordinator.destination.GroupDestination.Activity;
import dev.orbit.agent.coordinator.destination.GroupDestination.Commits;
import dev.orbit.agent.coordinator.source.AnsweringTopics;
import dev.orbit.agent.coordinator.source.GroupSources;
import dev.orbit.agent.coordinator.source.GroupSources.SourceGroup;
import dev.orbit.agent.coordinator.source.GroupSources.SourceGroups;
import dev.orbit.agent.coordinator.source.OtherClusterException;
import dev.orbit.agent.group.Commit;
import dev.orbit.agent.group.GroupRule;
import dev.orbit.agent.group.GroupView;
import dev.orbit.agent.group.PartitionName;
import dev.orbit.agent.state.CopiedOffset;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.GroupState;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks both clusters about groups, and writes commits. Every call blocks. */
final class GroupReading {

    private final GroupSources sources;
    private final GroupDestination destination;

    GroupReading(GroupSources sources, GroupDestination destination) {
        this.sources = sources;
        this.destination = destination;
    }

    /** A commit was not written, and why. */
    static final class NotWrittenException extends Exception {
        private static final long serialVersionUID = 1L;

        NotWrittenException(String message) {
            super(message);
        }
    }

    /**
     * The groups of one look.
     *
     * @param views of those that committed on mirrored topics
     * @param skipped those that there is nothing to copy of
     * @param lack why groups are missing; null when all are there
     */
    public record Look(
            List<GroupView> views,
            List<Snapshot.Group> skipped,
            @Nullable String lack) {}

    /**
     * The groups of the source.
     *
     * @param topics mirrored ones, by their names at the source
     */
    Look read(LinkDocument link, Map<String, MirrorTopic> topics) throws Exception {
        ConsumerGroupSettings settings = link.spec().consumerGroups();
        SourceGroups source = sources.groups(link.spec(), settings::includes, topics.keySet());
        OtherClusterException.check(link, source.answering().clusterId());
        return new Look(views(settings, source, topics), skipped(link.spec(), source.others()), source.lack());
    }

    private static List<Snapshot.Group> skipped(LinkSpec link, Map<String, String> others) {
        String prefix = link.consumerGroups().destinationGroupPrefix();
        return others.entrySet().stream()
                .map(other -> new Snapshot.Group(
                        link.name(),
                        other.getKey(),
                        prefix + other.getKey(),
                        GroupState.SKIPPED,
                        other.getValue(),
                        0,
                        List.of()))
                .toList();
    }

    private List<GroupView> views(ConsumerGroupSettings settings, SourceGroups source, Map<String, MirrorTopic> topics)
            throws Exception {
        List<SourceGroup> found = new ArrayList<>();
        Map<String, Map<PartitionName, Commit>> commits = new HashMap<>();
        for (SourceGroup group : source.groups()) {
            Map<PartitionName, Commit> renamed = renamed(group.commits(), topics, source.answering());
            if (group.failure() != null || !renamed.isEmpty()) {
                found.add(group);
                commits.put(group.name(), renamed);
            }
        }
        if (found.isEmpty()) {
            return List.of();
        }
        Set<String> names = topics.values().stream().map(MirrorTopic::topic).collect(Collectors.toSet());
        String prefix = settings.destinationGroupPrefix();
        List<String> asked = found.stream().map(group -> prefix + group.name()).toList();
        Activity activity = destination.activity(asked);
        Map<String, Commits> there = destination.commits(asked);
        return found.stream()
                .map(group -> {
                    String name = prefix + group.name();
                    Commits own = there.getOrDefault(name, Commits.NONE);
                    String failure = group.failure() == null ? own.failure() : group.failure();
                    return new GroupView(
                            group.name(),
                            name,
                            commits.getOrDefault(group.name(), Map.of()),
                            activity.groups().contains(name) || own.isPending(),
                            onTopics(own.commits(), names),
                            failure == null ? activity.untold().get(name) : failure);
                })
                .toList();
    }

    /** What was committed on a topic that was made anew lies anywhere in the old one's records. */
    private static Map<PartitionName, Commit> renamed(
            Map<PartitionName, Commit> commits, Map<String, MirrorTopic> topics, AnsweringTopics answering) {
        Map<PartitionName, Commit> renamed = new HashMap<>();
        commits.forEach((partition, commit) -> {
            MirrorTopic topic = topics.get(partition.topic());
            if (topic != null && answering.isSourceOf(topic)) {
                renamed.put(new PartitionName(topic.topic(), partition.partition()), commit);
            }
        });
        return renamed;
    }

    private static Map<PartitionName, Commit> onTopics(Map<PartitionName, Commit> commits, Set<String> topics) {
        Map<PartitionName, Commit> kept = new HashMap<>(commits);
        kept.keySet().removeIf(partition -> !topics.contains(partition.topic()));
        return kept;
    }

    /**
     * Writes commits, unless somebody else committed since they were decided: a group that moved this very moment is
     * rewound only if it comes, commits and leaves again between this look and this write.
     *
     * @param known what Orbit wrote on mirrored topics, the intents for these writes included
     * @return the partitions that were refused, each with the reason
     */
    Map<PartitionName, String> write(
            String group, Map<PartitionName, CopiedOffset> known, Map<PartitionName, Commit> writes) throws Exception {
        Commits there = destination.commits(group);
        Map<PartitionName, Commit> touched = new HashMap<>(there.commits());
        touched.keySet().removeIf(partition -> !writes.containsKey(partition) && !known.containsKey(partition));
        String moved = there.isPending()
                ? "The group has an open transaction at the destination."
                : GroupRule.moved(touched, known).orElse("");
        if (!moved.isEmpty()) {
            throw new NotWrittenException(moved);
        }
        return destination.commit(group, writes, topicIds(writes.keySet(), known));
    }

    private static Map<String, String> topicIds(Set<PartitionName> written, Map<PartitionName, CopiedOffset> known) {
        Map<String, String> ids = new HashMap<>();
        for (PartitionName partition : written) {
            CopiedOffset offset = known.get(partition);
            if (offset != null && offset.topicId() != null) {
                ids.put(partition.topic(), offset.topicId());
            }
        }
        return ids;
    }
}
