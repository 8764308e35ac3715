// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.group;

import dev.orbit.agent.coordinator.source.AnsweringTopics;
import dev.orbit.agent.coordinator.source.GroupSources;
import dev.orbit.agent.coordinator.source.SourceFailure;
import dev.orbit.agent.group.Commit;
import dev.orbit.agent.group.PartitionName;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The source of {@link GroupLab}: a cluster that is a map, behind every link. */
final class GroupLabSource implements GroupSources {

    private final Map<String, Map<PartitionName, Commit>> commits = new TreeMap<>();
    private final Map<String, String> others = new TreeMap<>();
    private String clusterId = States.SOURCE_CLUSTER;
    private String topicId = States.SOURCE_TOPIC_ID;
    private int questions;
    private final Map<String, String> failures = new HashMap<>();
    private @Nullable String failure;
    private @Nullable String lack;

    void commit(String group, PartitionName partition, Commit commit) {
        commits.computeIfAbsent(group, unused -> new HashMap<>()).put(partition, commit);
    }

    void forgetCommits() {
        commits.clear();
    }

    /** A group that commits no offsets. */
    void otherGroup(String name, String reason) {
        others.put(name, reason);
    }

    /** Which cluster answers from now on. */
    void is(String cluster) {
        clusterId = cluster;
    }

    /** All topics are other ones, of the same names; no scan has found it out. */
    void makeTopicsAnew() {
        topicId = States.OTHER_SOURCE_TOPIC_ID;
    }

    void fail(@Nullable String message) {
        failure = message;
    }

    /** The group's commits cannot be told, and why. */
    void fail(String group, String reason) {
        failures.put(group, reason);
    }

    /** Why groups are missing. */
    void lack(String reason) {
        lack = reason;
    }

    int questions() {
        return questions;
    }

    @Override
    public SourceGroups groups(LinkSpec link, Predicate<String> wanted, Set<String> topics) throws SourceFailure {
        questions++;
        if (failure != null) {
            String[] words = failure.split("(?<=\\.) ", 2);
            throw new SourceFailure(List.of(new Problem("source_unreachable", words[0], null, words[1])));
        }
        return new SourceGroups(
                new AnsweringTopics(
                        clusterId, topics.stream().collect(Collectors.toMap(topic -> topic, topic -> topicId))),
                commits.entrySet().stream()
                        .filter(group -> wanted.test(group.getKey()))
                        .map(group -> new SourceGroup(group.getKey(), group.getValue(), failures.get(group.getKey())))
                        .toList(),
                others.entrySet().stream()
                        .filter(group -> wanted.test(group.getKey()))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
                lack);
    }
}
