// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.check;

import dev.orbit.agent.soak.history.Estate;
import dev.orbit.agent.soak.history.TopicModel;
import dev.orbit.agent.soak.stage.Cluster;
import dev.orbit.agent.soak.stage.Positions;
import dev.orbit.agent.soak.stage.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Groups at a quiet point. */
final class Commits {

    private final Stage stage;

    /**
     * What is known of groups that moved.
     *
     * @param certain what such a group committed at the destination, by group
     * @param uncertain groups of which nobody knows whether they committed there
     */
    record MovedGroups(Map<String, Map<TopicPartition, Long>> certain, Set<String> uncertain) {}

    Commits(Stage stage) {
        this.stage = stage;
    }

    /** What is not as it is to be soon. */
    List<Breach> missing(Estate estate, MovedGroups moved) {
        List<Breach> missing = new ArrayList<>();
        Map<String, List<Positions>> mirrors = new HashMap<>();
        for (TopicModel topic : estate.mirrored()) {
            mirrors.put(topic.name(), stage.destinationCluster().positions(topic.name(), topic.partitions()));
        }
        for (String group : estate.committed().keySet()) {
            if (!moved.uncertain().contains(group) && !moved.certain().containsKey(group)) {
                missing.addAll(copied(group, mirrors));
            }
        }
        return missing;
    }

    private List<Breach> copied(String group, Map<String, List<Positions>> mirrors) {
        Map<TopicPartition, Long> atSource = stage.sourceCluster().commits(group);
        Map<TopicPartition, Long> atDestination = stage.destinationCluster().commits(group);
        List<Breach> missing = new ArrayList<>();
        atSource.forEach((partition, commit) -> {
            List<Positions> mirror = mirrors.getOrDefault(partition.topic(), List.of());
            if (partition.partition() < mirror.size()) {
                Invariants.commitIsTheSources(
                                group,
                                partition.toString(),
                                atDestination.get(partition),
                                commit,
                                mirror.get(partition.partition()))
                        .ifPresent(missing::add);
            }
        });
        return missing;
    }

    /** Commits of groups that moved and are not as they were made. */
    List<Breach> touched(MovedGroups moved) {
        List<Breach> touched = new ArrayList<>();
        Cluster destination = stage.destinationCluster();
        moved.certain().forEach((group, commits) -> {
            Map<TopicPartition, Long> now = destination.commits(group);
            commits.forEach((partition, commit) -> {
                if (!commit.equals(now.get(partition))) {
                    touched.add(new Breach(
                            Invariant.OTHERS_COMMITS_STAY,
                            group + " on " + partition,
                            "it committed " + commit + " at the destination, and there is " + now.get(partition)));
                }
            });
        });
        return touched;
    }
}
