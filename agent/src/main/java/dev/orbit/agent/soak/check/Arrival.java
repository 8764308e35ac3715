// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.check;

import dev.orbit.agent.soak.history.Estate;
import dev.orbit.agent.soak.history.TopicModel;
import dev.orbit.agent.soak.ledger.Ledger;
import dev.orbit.agent.soak.ledger.Place;
import dev.orbit.agent.soak.stage.Cluster;
import dev.orbit.agent.soak.stage.Positions;
import dev.orbit.agent.soak.stage.Stage;
import dev.orbit.schemas.LinkState;
import dev.orbit.schemas.MirrorState;
import dev.orbit.schemas.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What has not arrived yet, at the destination and in what the agent tells. */
final class Arrival {

    private final Stage stage;
    private final Ledger ledger;

    Arrival(Stage stage, Ledger ledger) {
        this.stage = stage;
        this.ledger = ledger;
    }

    /** What is missing; a mirror that has diverged comes first, for it will never arrive. */
    List<Breach> missing(Estate estate) {
        Snapshot told = stage.api().snapshot();
        Map<String, Snapshot.Topic> topics =
                told.topics().stream().collect(Collectors.toMap(Snapshot.Topic::topic, topic -> topic));
        List<Breach> missing = new ArrayList<>();
        for (TopicModel topic : estate.all()) {
            Snapshot.@Nullable Topic known = topics.get(topic.name());
            boolean diverged = known != null && known.mirror() == MirrorState.DIVERGED;
            Invariants.reported(topic, known).ifPresent(breach -> missing.add(diverged ? 0 : missing.size(), breach));
        }
        link(told).ifPresent(missing::add);
        missing.addAll(positions(estate.mirrored()));
        return missing;
    }

    /** A mirror that has stopped for good. */
    static boolean isFinal(List<Breach> missing) {
        return missing.stream().anyMatch(breach -> breach.what().contains("is told as " + MirrorState.DIVERGED));
    }

    private static Optional<Breach> link(Snapshot told) {
        Snapshot.Link link = told.links().get(0);
        boolean isRight = link.state() == LinkState.ACTIVE
                && link.error() != null
                && link.error().contains(Strangers.TOPIC);
        return isRight
                ? Optional.empty()
                : Optional.of(new Breach(
                        Invariant.TROUBLE_IS_REPORTED,
                        "link " + link.spec().name(),
                        "it should be told as ACTIVE, with topic " + Strangers.TOPIC + " left alone, and is told as "
                                + link.state() + ": " + link.error()));
    }

    /** Mirrors that are not configured as their sources. */
    List<Breach> unconfigured(List<TopicModel> topics) {
        List<String> names = topics.stream().map(TopicModel::name).toList();
        Map<String, Map<String, String>> ofSource = stage.sourceCluster().agreedTopicConfigs(names);
        Map<String, Map<String, String>> ofMirror = stage.destinationCluster().topicConfigs(names);
        List<Breach> missing = new ArrayList<>();
        ofSource.forEach((name, configs) -> Invariants.configured(name, configs, ofMirror.getOrDefault(name, Map.of()))
                .ifPresent(missing::add));
        return missing;
    }

    private List<Breach> positions(List<TopicModel> topics) {
        List<String> names = topics.stream().map(TopicModel::name).toList();
        Map<String, Integer> counts = stage.destinationCluster().partitionCounts(names);
        List<Breach> missing = new ArrayList<>();
        for (TopicModel topic : topics) {
            int count = counts.getOrDefault(topic.name(), 0);
            if (count != topic.partitions()) {
                missing.add(new Breach(
                        Invariant.THE_MIRROR_ARRIVES,
                        topic.name(),
                        "it has " + count + " partitions at the destination, and " + topic.partitions()
                                + " at the source"));
            } else {
                missing.addAll(positions(topic));
            }
        }
        return missing;
    }

    private List<Breach> positions(TopicModel topic) {
        Cluster source = stage.sourceCluster();
        List<Positions> ofMirror = stage.destinationCluster().positions(topic.name(), topic.partitions());
        List<Positions> ofSource = source.positions(topic.name(), topic.partitions());
        List<Breach> missing = new ArrayList<>();
        for (int i = 0; i < topic.partitions(); i++) {
            long deletedBelow = ledger.deletedBelow(new Place(topic.name(), topic.generation(), i));
            Invariants.arrived(topic, i, ofSource.get(i), ofMirror.get(i), deletedBelow)
                    .ifPresent(missing::add);
        }
        return missing;
    }
}
