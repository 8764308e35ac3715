// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.check;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.util.TreeSet;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Topics at the destination that Orbit must leave as they are: one that somebody else made, though a source topic has its
 * name, and mirrors whose source topic is gone.
 */
final class Strangers {

    /** In both clusters; Orbit's mapping matches it. */
    static final String TOPIC = "soak-stranger";

    private static final int RECORDS = 50;
    private static final Positions AS_MADE = new Positions(0, RECORDS, RECORDS);

    private final Stage stage;
    private final Map<TopicModel, List<Positions>> left = new HashMap<>();

    Strangers(Stage stage) {
        this.stage = stage;
    }

    /** Somebody makes the topic at the destination, before Orbit is told of the source. */
    void make() {
        create(stage.destinationCluster());
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                stage.destinationCluster().client(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                var unused = producer.send(new ProducerRecord<>(TOPIC, ("stranger " + i).getBytes(UTF_8)));
            }
        }
    }

    /** The source gets a topic of that name; while there was one already, Orbit would not have accepted the mapping. */
    void makeAtSource() {
        create(stage.sourceCluster());
    }

    private static void create(Cluster cluster) {
        Cluster.get(cluster.admin()
                .createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1)))
                .all());
    }

    /** At a quiet point. */
    List<Breach> check(Estate estate) {
        List<Breach> breaches = new ArrayList<>();
        Cluster destination = stage.destinationCluster();
        Set<String> topics = destination.topics();
        if (!topics.contains(TOPIC) || !destination.positions(TOPIC, 1).equals(List.of(AS_MADE))) {
            breaches.add(new Breach(Invariant.OTHERS_TOPICS_STAY, TOPIC, "it is not as it was made"));
        }
        for (TopicModel topic : estate.all()) {
            if (!topic.isMirrored()) {
                checkLeft(topic, topics, breaches);
            }
        }
        Set<String> unexpected = new TreeSet<>(topics);
        unexpected.removeIf(name -> name.startsWith("__")
                || name.equals(TOPIC)
                || estate.topics().containsKey(Strays.of(name).orElse(name)));
        if (!unexpected.isEmpty()) {
            breaches.add(new Breach(
                    Invariant.OTHERS_TOPICS_STAY, "the destination", "there are topics " + unexpected + " in it"));
        }
        return breaches;
    }

    /** A mirror that goes no further keeps its end, and no record of another source topic gets into it. */
    private void checkLeft(TopicModel topic, Set<String> topics, List<Breach> breaches) {
        if (!topics.contains(topic.name())) {
            breaches.add(new Breach(Invariant.OTHERS_TOPICS_STAY, topic.name(), "the mirror was deleted"));
            return;
        }
        Cluster destination = stage.destinationCluster();
        int count = destination.partitionCounts(List.of(topic.name())).getOrDefault(topic.name(), 0);
        List<Positions> now = destination.positions(topic.name(), count);
        List<Positions> before = left.putIfAbsent(topic, now);
        boolean sameEnds = before == null || ends(before).equals(ends(now));
        Found found = Found.in(destination, topic.name(), topic.mirroredGeneration());
        if (!sameEnds || found.strangers() > 0) {
            breaches.add(new Breach(
                    Invariant.OTHERS_TOPICS_STAY,
                    topic.name(),
                    "its source is gone, and it was " + before + ", and is " + now + " with " + found.strangers()
                            + " records of another topic"));
        }
    }

    private static List<Long> ends(List<Positions> positions) {
        return positions.stream().map(Positions::highWatermark).toList();
    }
}
