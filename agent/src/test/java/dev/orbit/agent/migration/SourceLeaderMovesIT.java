// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.AgentApi;
import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.Leaders;
import dev.orbit.agent.trial.Trial;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.MigrationState;
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

    /** A plain producer that tries again what it does not know the outcome of doubles it by itself, as at any broker. */
    @Test
    void neitherReorderNorLoseAndTheIdempotentOneDoublesNothing() throws Exception {
        try (TwoBrokerSource source = TwoBrokerSource.start(directory);
                AgentProcess agent = AgentProcess.start(directory.resolve("agent"));
                Cluster destination = new Cluster(agent.bootstrapServers())) {
            proxy(source, new AgentApi(agent.endpoint()));
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
            assertThat(values(source.cluster(), PLAIN).stream().distinct()).containsExactlyElementsOf(sent);
            await().atMost(Trial.WITHIN)
                    .untilAsserted(
                            () -> assertThat(values(destination, IDEMPOTENT)).isEqualTo(sent));
        }
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

    private static void proxy(TwoBrokerSource source, AgentApi api) throws Exception {
        source.cluster()
                .admin()
                .createTopics(List.of(new NewTopic(TOPIC, Map.of(IDEMPOTENT, BROKERS, PLAIN, BROKERS))))
                .all()
                .get(30, TimeUnit.SECONDS);
        api.change(List.of(Documents.putLink(source.bootstrapServersOfAgents())));
        api.change(List.of(Documents.putMapping(TOPIC, new AutoMigration(true))));
        await().atMost(Trial.WITHIN)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(api.snapshot().topics())
                        .singleElement()
                        .satisfies(topic -> assertThat(topic.state()).isEqualTo(MigrationState.PROXY)));
    }

    private static List<String> values(Cluster cluster, int partition) {
        return cluster.records(TOPIC, IsolationLevel.READ_UNCOMMITTED).stream()
                .filter(record -> record.partition() == partition)
                .map(record -> new String(record.value(), UTF_8))
                .toList();
    }
}
