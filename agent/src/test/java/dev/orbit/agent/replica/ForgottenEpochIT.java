// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.AgentApi;
import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.StockClusterProcess;
import dev.orbit.agent.trial.NewTopics;
import dev.orbit.schemas.MirrorState;
import dev.orbit.schemas.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A compacted source whose leader becomes a replica that was copied late: it knows no epoch that was cleaned away. */
@Timeout(300)
class ForgottenEpochIT {

    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

    /** Segments end soon and are cleaned at once. */
    private static final Map<String, String> COMPACTED = Map.of(
            "cleanup.policy", "compact",
            "segment.ms", "1",
            "min.cleanable.dirty.ratio", "0.001",
            "min.insync.replicas", "1");

    @TempDir
    Path directory;

    @Test
    void aSourceThatLostNothingButTheEpochOfTheMirrorsEndIsMirroredOn() throws Exception {
        try (StockClusterProcess source = StockClusterProcess.start(
                        directory.resolve("source"),
                        3,
                        options -> options.with("offsets.topic.num.partitions", "1")
                                .with("log.cleaner.backoff.ms", "200"));
                AgentProcess agent = AgentProcess.start(directory.resolve("agent"));
                Admin admin = Admin.create(Map.of("bootstrap.servers", source.bootstrapServers()));
                Admin agentAdmin = Admin.create(Map.of("bootstrap.servers", agent.bootstrapServers()))) {
            NewTopics.create(admin, List.of(new NewTopic(ORDERS.topic(), Map.of(0, List.of(2, 3))).configs(COMPACTED)));
            write(source, "a", "b", "c");
            lead(admin, List.of(3, 2));
            write(source, "k", "l", "m");
            AgentApi api = new AgentApi(agent.endpoint());
            api.change(List.of(Documents.putLink(source.bootstrapServers()), Documents.putMapping(ORDERS.topic())));
            awaitMirrored(agentAdmin, 6);

            agent.suspend();
            lead(admin, List.of(2, 3));
            write(source, "k", "l", "m", "z", "z");
            await("cleaned").atMost(Estate.SOON).until(() -> !offsets(source).contains(5L));
            assertThat(offsets(source)).contains(0L, 2L, 6L, 8L).doesNotContain(3L, 4L, 5L);
            lead(admin, List.of(1, 2));
            write(source, "y");
            agent.resume();

            awaitMirrored(agentAdmin, 12);
            awaitTold(api);
        }
    }

    private static void write(StockClusterProcess source, String... keys) throws Exception {
        // of an idempotent producer's batches the cleaner leaves the last one, empty
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", source.bootstrapServers(), "enable.idempotence", false),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (String key : keys) {
                producer.send(new ProducerRecord<>(ORDERS.topic(), 0, key.getBytes(UTF_8), new byte[1]))
                        .get(60, TimeUnit.SECONDS);
            }
        }
    }

    /** Has these replicas, all of them in step, and the first of them lead. */
    private static void lead(Admin admin, List<Integer> replicas) {
        await(replicas + " lead").atMost(Estate.SOON).ignoreExceptions().until(() -> {
            admin.alterPartitionReassignments(Map.of(ORDERS, Optional.of(new NewPartitionReassignment(replicas))))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            var unused = admin.electLeaders(ElectionType.PREFERRED, Set.of(ORDERS))
                    .partitions()
                    .get(30, TimeUnit.SECONDS);
            var partition = admin.describeTopics(List.of(ORDERS.topic()))
                    .allTopicNames()
                    .get(30, TimeUnit.SECONDS)
                    .get(ORDERS.topic())
                    .partitions()
                    .get(0);
            @Nullable Node leader = partition.leader();
            return leader != null
                    && leader.id() == replicas.get(0)
                    && partition.replicas().size() == replicas.size()
                    && partition.isr().size() == replicas.size();
        });
    }

    private static List<Long> offsets(StockClusterProcess source) {
        List<Long> offsets = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", source.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(ORDERS));
            consumer.seekToBeginning(List.of(ORDERS));
            long end = consumer.endOffsets(List.of(ORDERS)).get(ORDERS);
            while (consumer.position(ORDERS) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(found -> offsets.add(found.offset()));
            }
        }
        return offsets;
    }

    private static void awaitMirrored(Admin agent, long end) {
        await("mirrored")
                .atMost(Estate.SOON)
                .ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(Positions.of(agent, ORDERS.topic())).containsExactly(new Positions(0, end, end)));
    }

    private static void awaitTold(AgentApi api) {
        await("told").atMost(Estate.SOON).ignoreExceptions().untilAsserted(() -> {
            Snapshot.Topic topic = api.snapshot().topics().get(0);
            assertThat(topic.mirror()).isEqualTo(MirrorState.STALE);
            assertThat(topic.partitions().get(0).error())
                    .contains("has forgotten its leader epoch", "offsets 3 to 5", "orbit resync --topic orders");
        });
    }
}
