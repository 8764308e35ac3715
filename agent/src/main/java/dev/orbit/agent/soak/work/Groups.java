// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.work;

import dev.orbit.agent.soak.history.GroupUse;
import dev.orbit.agent.soak.history.TopicModel;
import dev.orbit.agent.soak.stage.Cluster;
import dev.orbit.agent.soak.stage.Cluster.UnansweredException;
import dev.orbit.agent.soak.stage.Positions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What consumers do, and what they committed at the destination. */
public final class Groups {

    private static final Duration JOIN_WITHIN = Duration.ofSeconds(30);
    private static final Duration POLL_WITHIN = Duration.ofMillis(200);
    /** Longer than a copy that was under way when the member came. */
    private static final Duration STAY = Duration.ofSeconds(3);

    private static final int FORGET_TRIES = 60;
    private static final long PAUSE_MS = 500;
    /** Tells a commit of a consumer's from one of the same offset that was copied. */
    private static final String METADATA = "committed at the destination";

    private final Cluster source;
    private final Cluster destination;
    private final Map<String, Moved> moved = new ConcurrentHashMap<>();

    Groups(Cluster source, Cluster destination) {
        this.source = source;
        this.destination = destination;
    }

    /**
     * A group that moved.
     *
     * @param isCertain whether the commits are known to have been made
     * @param generation of the topic
     */
    public record Moved(boolean isCertain, String topic, int generation, Map<TopicPartition, Long> commits) {}

    /** By group, what its members committed at the destination. */
    public Map<String, Moved> moved() {
        return Map.copyOf(moved);
    }

    void commitAtSource(GroupUse.CommitOffsets commit, TopicModel topic) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        List<Positions> positions = source.positions(topic.name(), topic.partitions());
        for (int i = 0; i < positions.size(); i++) {
            Positions at = positions.get(i);
            long count = at.highWatermark() - at.logStartOffset();
            offsets.put(
                    new TopicPartition(topic.name(), i),
                    new OffsetAndMetadata(at.logStartOffset() + count * commit.percent() / 100));
        }
        Cluster.get(source.admin()
                .alterConsumerGroupOffsets(commit.group(), offsets)
                .all());
    }

    void useAtDestination(GroupUse.UseAtDestination use, TopicModel topic) {
        moved.put(use.group(), new Moved(false, topic.name(), topic.mirroredGeneration(), Map.of()));
        Map<TopicPartition, OffsetAndMetadata> commits = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(use.group())) {
            consumer.subscribe(List.of(topic.name()));
            pollFor(JOIN_WITHIN, consumer, true);
            consumer.assignment()
                    .forEach(partition ->
                            commits.put(partition, new OffsetAndMetadata(consumer.position(partition), METADATA)));
            consumer.commitSync(commits);
            pollFor(STAY, consumer, false);
        }
        Map<TopicPartition, Long> offsets = new HashMap<>();
        commits.forEach((partition, commit) -> offsets.put(partition, commit.offset()));
        moved.put(
                use.group(),
                new Moved(!offsets.isEmpty(), topic.name(), topic.mirroredGeneration(), Map.copyOf(offsets)));
    }

    private static void pollFor(Duration within, KafkaConsumer<?, ?> consumer, boolean untilAssigned) {
        long deadlineNanos = System.nanoTime() + within.toNanos();
        while (System.nanoTime() < deadlineNanos
                && !(untilAssigned && !consumer.assignment().isEmpty())) {
            var unused = consumer.poll(POLL_WITHIN);
        }
    }

    void forget(String group) throws InterruptedException {
        Moved before = moved.get(group);
        moved.put(
                group,
                before == null
                        ? new Moved(false, "", 0, Map.of())
                        : new Moved(false, before.topic(), before.generation(), Map.of()));
        for (int i = 0; i < FORGET_TRIES; i++) {
            try {
                Cluster.get(
                        destination.admin().deleteConsumerGroups(List.of(group)).all());
                moved.remove(group);
                return;
            } catch (UnansweredException e) {
                if (e.reason() instanceof GroupIdNotFoundException) {
                    moved.remove(group);
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
            }
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer(String group) {
        return new KafkaConsumer<>(
                destination.client(
                        Map.of("group.id", group, "auto.offset.reset", "earliest", "enable.auto.commit", "false")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
