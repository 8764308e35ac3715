// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak;

import dev.orbit.agent.soak.history.Estate;
import dev.orbit.agent.soak.history.TopicModel;
import dev.orbit.agent.soak.stage.Cluster;
import dev.orbit.agent.soak.stage.Stage;
import dev.orbit.schemas.Json;
import java.util.List;
import java.util.concurrent.Callable;

/** The states of both sides when an invariant was found broken. */
final class Evidence {

    private Evidence() {}

    static String of(Stage stage, Estate estate) {
        StringBuilder evidence = new StringBuilder("\nthe estate as the history has it: ")
                .append(estate)
                .append("\nthe agent says: ")
                .append(tried(() -> Json.MAPPER
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(stage.api().snapshot())))
                .append('\n');
        for (TopicModel topic : estate.all()) {
            evidence.append(topic.name())
                    .append(": source ")
                    .append(tried(() -> positions(stage.sourceCluster(), topic)))
                    .append(", destination ")
                    .append(tried(() -> positions(stage.destinationCluster(), topic)))
                    .append('\n');
        }
        for (String group : estate.committed().keySet()) {
            evidence.append(group)
                    .append(": source ")
                    .append(tried(() -> stage.sourceCluster().commits(group).toString()))
                    .append(", destination ")
                    .append(tried(
                            () -> stage.destinationCluster().commits(group).toString()))
                    .append('\n');
        }
        return evidence.toString();
    }

    private static String positions(Cluster cluster, TopicModel topic) {
        Integer count = cluster.partitionCounts(List.of(topic.name())).get(topic.name());
        return count == null ? "none" : cluster.positions(topic.name(), count).toString();
    }

    private static String tried(Callable<String> question) {
        try {
            return question.call();
        } catch (Exception e) {
            return "unknown (" + e + ")";
        }
    }
}
