// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import dev.orbit.agent.broker.admin.GroupCommits;
import dev.orbit.agent.coordinator.destination.GroupDestination;
import dev.orbit.agent.group.Commit;
import dev.orbit.agent.group.PartitionName;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** The groups of the cluster that this agent is part of, as the coordinator uses them. */
final class GroupCommitsDestination implements GroupDestination {

    private final GroupCommits groups;
    private final LongAdder copied;

    /** @param copied counts the offsets that were committed */
    GroupCommitsDestination(GroupCommits groups, LongAdder copied) {
        this.groups = groups;
        this.copied = copied;
    }

    @Override
    public Activity activity(Collection<String> names) throws Exception {
        GroupCommits.Activity found = groups.active(names);
        return new Activity(found.groups(), found.untold());
    }

    @Override
    public Map<String, Commits> commits(Collection<String> names) throws Exception {
        Map<String, Commits> all = new HashMap<>();
        groups.committed(names).forEach((group, found) -> {
            Map<PartitionName, Commit> commits = new HashMap<>();
            found.offsets()
                    .forEach((partition, commit) -> commits.put(
                            new PartitionName(partition.topic(), partition.partition()),
                            new Commit(
                                    commit.offset(),
                                    commit.metadata(),
                                    commit.leaderEpoch().isPresent())));
            all.put(group, new Commits(found.isPending(), commits, found.failure()));
        });
        return all;
    }

    @Override
    public Map<PartitionName, String> commit(
            String group, Map<PartitionName, Commit> commits, Map<String, String> topicIds) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        commits.forEach((partition, commit) -> offsets.put(
                new TopicPartition(partition.topic(), partition.partition()),
                new OffsetAndMetadata(commit.offset(), Optional.empty(), commit.metadata())));
        Map<String, Uuid> ids = new HashMap<>();
        topicIds.forEach((topic, id) -> ids.put(topic, Uuid.fromString(id)));
        Map<PartitionName, String> refused = named(groups.commit(group, offsets, ids));
        copied.add(offsets.size() - refused.size());
        return refused;
    }

    @Override
    public Map<PartitionName, String> delete(String group, Collection<PartitionName> partitions) throws Exception {
        return named(groups.delete(
                group,
                partitions.stream()
                        .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                        .toList()));
    }

    private static Map<PartitionName, String> named(Map<TopicPartition, String> refused) {
        Map<PartitionName, String> named = new HashMap<>();
        refused.forEach(
                (partition, reason) -> named.put(new PartitionName(partition.topic(), partition.partition()), reason));
        return named;
    }
}
