// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orbit.agent.lab.AgentApi;
import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.Leaders;
import dev.orbit.agent.trial.Trial;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients of an agent with several requests under way, while the leaders at the source move. */
@Timeout(240)
class SourceLeaderMovesIT {

    private static final List<Integer> BROKERS = List.of(1, 2);
    private static final int IDEMPOTENT = 0;
    private static final int PLAIN = 1;
    private static final int ROUNDS = 4;
    private static final int RECORDS_EACH = 400;
    private static final String TOPIC = "moves";

    @TempDir
    private Path directory;

    private final List<String> sent = new ArrayList<>();

    /**
     * Of a plain producer's record that is under way when its leader is deposed, Kafka itself says that it is none (acks
     * all): the producer tries again what may be kept already. Nothing else is doubled, and nothing on the way here.
     */
    @Test
    void neitherReorderNorLoseAndTheIdempotentOneDoublesNothing() throws Exception {
        try (TwoBrokerSource source = TwoBrokerSource.start(directory);
                AgentProcess agent = AgentProcess.start(directory.resolve("agent"));
                Cluster destination = new Cluster(agent.bootstrapServers())) {
            proxy(source, new AgentApi(agent.endpoint()), TOPIC);
            Map<String, Object> oneByOne = Map.of("batch.size", 1, "linger.ms", 0);
            try (KafkaProducer<byte[], byte[]> idempotent = destination.producer(oneByOne);
                    KafkaProducer<byte[], byte[]> plain = destination.producer(Map.of(
                            "batch.size",
                            1,
                            "linger.ms",
                            0,
                            "enable.idempotence",
                            false,
                            "max.in.flight.requests.per.connection",
                            1))) {
                int movedUnderWay = 0;
                for (int round = 0; round < ROUNDS; round++) {
                    List<Future<RecordMetadata>> underWay = send(idempotent, plain);
                    int leader = BROKERS.get(round % BROKERS.size());
                    Leaders.move(source.cluster().admin(), new TopicPartition(TOPIC, IDEMPOTENT), leader, BROKERS);
                    Leaders.move(source.cluster().admin(), new TopicPartition(TOPIC, PLAIN), leader, BROKERS);
                    movedUnderWay += underWay.stream().allMatch(Future::isDone) ? 0 : 1;
                    for (Future<RecordMetadata> each : underWay) {
                        each.get(60, TimeUnit.SECONDS);
                    }
                }
                assertThat(movedUnderWay).as("moves with records under way").isPositive();
            }

            assertThat(values(source.cluster(), IDEMPOTENT)).isEqualTo(sent);
            List<String> plainly = values(source.cluster(), PLAIN);
            assertThat(plainly.stream().distinct()).containsExactlyElementsOf(sent);
            assertThat(plainly.size() - sent.size())
                    .as("doubled of the one record that is under way when a leader is deposed")
                    .isBetween(0, ROUNDS);
            await().atMost(Trial.WITHIN).untilAsserted(() -> {
                assertThat(values(destination, IDEMPOTENT)).isEqualTo(sent);
                assertThat(values(destination, PLAIN)).isEqualTo(plainly);
            });
        }
    }

    /** What it had when it stopped may not be what the new leader has, though both end there. */
    @Test
    void aMirrorThatHasStoppedRunsOnceMoreUntilItHasHeardTheNewLeader() throws Exception {
        String stopped = "moves-stopped";
        String held = "moves-held";
        try (TwoBrokerSource source = TwoBrokerSource.start(directory);
                AgentProcess agent = AgentProcess.start(directory.resolve("agent"));
                Cluster destination = new Cluster(agent.bootstrapServers())) {
            AgentApi api = new AgentApi(agent.endpoint());
            proxy(source, api, stopped, held);
            destination.produce(stopped, PLAIN, "before");
            try (StepLog steps = StepLog.follow(destination, stopped);
                    KafkaProducer<byte[], byte[]> transactional = holdAllBut(stopped, held, source, destination, api)) {
                steps.await("stopping");
                TopicPartition partition = new TopicPartition(stopped, PLAIN);
                int leader = Leaders.of(source.cluster().admin(), partition);
                Leaders.move(source.cluster().admin(), partition, leader == 1 ? 2 : 1, BROKERS);
                JsonNode draining = steps.await("draining");
                assertThat(draining.get("moved").asInt()).isZero();
                assertThat(draining.get("unheard").asInt()).isEqualTo(1);
                steps.await("stopping");
                transactional.commitTransaction();
                steps.await("complete");
            }
            // who is asked may follow the state a little later
            await().atMost(Trial.WITHIN)
                    .untilAsserted(() -> assertThat(api.snapshot().topics())
                            .filteredOn(topic -> topic.topic().equals(stopped))
                            .singleElement()
                            .satisfies(topic -> assertThat(topic.lastAttempt())
                                    .isEqualTo(new Snapshot.Attempt(1, "complete", null))));
            destination.produce(stopped, PLAIN, "after");
            assertThat(destination.values(stopped)).containsExactly("before", "after");
        }
    }

    /** Both close their gates together; the one that waits for a transaction keeps the other from being COMPLETE. */
    private static KafkaProducer<byte[], byte[]> holdAllBut(
            String other, String held, TwoBrokerSource source, Cluster destination, AgentApi api) throws Exception {
        KafkaProducer<byte[], byte[]> transactional = source.cluster().transactional(held);
        transactional.initTransactions();
        try (StepLog steps = StepLog.follow(destination, held);
                KafkaProducer<byte[], byte[]> producer = destination.producer(Map.of())) {
            source.requests().holdProduces();
            Future<RecordMetadata> underWay = producer.send(Cluster.record(held, PLAIN, "under way"));
            try {
                source.requests().awaitHeld();
                assertThat(api.initiate(new InitiateRequest(
                                        null, List.of(other, held), null, false, null, null, null, true))
                                .errors())
                        .isEmpty();
                steps.await("closing");
                transactional.beginTransaction();
                Cluster.send(transactional, held, PLAIN, "in the transaction");
            } finally {
                source.requests().release();
            }
            underWay.get(60, TimeUnit.SECONDS);
        }
        return transactional;
    }

    private List<Future<RecordMetadata>> send(
            KafkaProducer<byte[], byte[]> idempotent, KafkaProducer<byte[], byte[]> plain) {
        List<Future<RecordMetadata>> underWay = new ArrayList<>();
        for (int i = 0; i < RECORDS_EACH; i++) {
            String value = "record " + sent.size();
            underWay.add(idempotent.send(Cluster.record(TOPIC, IDEMPOTENT, value)));
            underWay.add(plain.send(Cluster.record(TOPIC, PLAIN, value)));
            sent.add(value);
        }
        return underWay;
    }

    private static void proxy(TwoBrokerSource source, AgentApi api, String... topics) throws Exception {
        api.change(List.of(Documents.putLink(source.bootstrapServersOfAgents())));
        for (String topic : topics) {
            source.cluster()
                    .admin()
                    .createTopics(List.of(new NewTopic(topic, Map.of(IDEMPOTENT, BROKERS, PLAIN, BROKERS))))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            api.change(List.of(Documents.putMapping(topic, new AutoMigration(true))));
        }
        await().atMost(Trial.WITHIN)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(api.snapshot().topics())
                        .hasSameSizeAs(topics)
                        .allSatisfy(topic -> {
                            assertThat(topic.state()).isEqualTo(MigrationState.PROXY);
                            assertThat(topic.timeLagSeconds()).isNotNull();
                        }));
    }

    private static List<String> values(Cluster cluster, int partition) {
        return cluster.records(TOPIC, IsolationLevel.READ_UNCOMMITTED).stream()
                .filter(record -> record.partition() == partition)
                .map(record -> new String(record.value(), UTF_8))
                .toList();
    }
}
