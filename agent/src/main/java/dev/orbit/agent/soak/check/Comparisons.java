// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.check;

import dev.orbit.agent.soak.history.TopicModel;
import dev.orbit.agent.soak.stage.Cluster;
import dev.orbit.agent.verify.TopicPair;
import dev.orbit.agent.verify.TopicReport;
import dev.orbit.agent.verify.Verification;
import dev.orbit.agent.verify.VerifiedTopic;
import dev.orbit.agent.verify.VerifiedTopic.Shape;
import dev.orbit.schemas.MigrationState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Compares mirrors with their sources, record by record, whatever goes on meanwhile. */
final class Comparisons {

    private final Cluster source;
    private final Cluster destination;
    private final Figures figures;

    Comparisons(Cluster source, Cluster destination, Figures figures) {
        this.source = source;
        this.destination = destination;
        this.figures = figures;
    }

    /**
     * Of those topics that both clusters have.
     *
     * @throws Cluster.UnansweredException if a cluster does not tell which those are
     */
    List<TopicReport> compare(List<TopicModel> topics) {
        List<String> names = topics.stream().map(TopicModel::name).toList();
        Map<String, Integer> atDestination = destination.partitionCounts(names);
        Map<String, Integer> atSource = source.partitionCounts(names);
        List<VerifiedTopic> both = new ArrayList<>();
        for (TopicModel topic : topics) {
            Integer ofSource = atSource.get(topic.name());
            Integer ofDestination = atDestination.get(topic.name());
            if (ofSource != null && ofDestination != null) {
                both.add(new VerifiedTopic(
                        TopicPair.same(topic.name()),
                        MigrationState.REJECT,
                        new Shape(ofSource, topic.compacted()),
                        new Shape(ofDestination, topic.compacted())));
            }
        }
        return new Verification(
                        source.client(), destination.client(), topic -> MigrationState.REJECT, new Counting(figures))
                .verify(both);
    }

    private record Counting(Figures figures) implements Verification.Listener {
        @Override
        public void recordsCompared(long count) {
            figures.compared(count);
        }

        @Override
        public void partitionFinished() {}

        @Override
        public void topicFinished(TopicReport topic) {}
    }
}
