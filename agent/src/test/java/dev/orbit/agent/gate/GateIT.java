// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.SharedTrial;
import dev.orbit.agent.trial.Trial;
import dev.orbit.agent.verify.Extent;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.TopicMappingSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of produces to the agent, by the topic's state. */
@ExtendWith(SharedTrial.class)
@Timeout(180)
class GateIT {

    private static final Map<String, Object> PLAIN = Map.of("enable.idempotence", false, "acks", "1");

    private final Trial trial;

    GateIT(Trial trial) {
        this.trial = trial;
    }

    @Test
    void refusesProducesToAMirrorTopicAndSaysWhatToDo() throws Exception {
        trial.mirror("gate-reject", 1);

        for (Map<String, Object> settings : List.of(Map.<String, Object>of(), PLAIN)) {
            try (var producer = trial.destination().producer(settings)) {
                assertThatThrownBy(() -> Cluster.send(producer, "gate-reject", 0, "no"))
                        .isInstanceOf(PolicyViolationException.class)
                        .hasMessageContaining("Topic gate-reject")
                        .hasMessageContaining("link default")
                        .hasMessageContaining("state REJECT")
                        .hasMessageContaining("Produce to the source cluster")
                        .hasMessageContaining("auto_migration");
            }
        }
        trial.source().produce("gate-reject", 0, "yes");
        trial.awaitCaughtUp("gate-reject", 1);
        assertThat(trial.destination().values("gate-reject")).containsExactly("yes");
    }

    @ParameterizedTest
    @CsvSource({"plain, false, 1", "plain-all, false, all", "idempotent, true, all"})
    void forwardsProducesAndAnswersWithTheSourcesOffsets(String name, boolean idempotent, String acks)
            throws Exception {
        String topic = "gate-proxy-" + name;
        trial.proxy(topic, 2);
        trial.source().produce(topic, 1, "at the source", "at the source too");

        List<RecordMetadata> sent = new ArrayList<>();
        try (var producer =
                trial.destination().producer(Map.of("enable.idempotence", idempotent, "acks", acks, "linger.ms", 0))) {
            for (int i = 0; i < 5; i++) {
                sent.add(Cluster.send(producer, topic, 1, "through the proxy " + i));
            }
            sent.add(Cluster.send(producer, topic, 0, "to the other partition"));
        }

        assertThat(sent.stream().map(RecordMetadata::offset)).containsExactly(2L, 3L, 4L, 5L, 6L, 0L);
        assertThat(at(trial.source(), topic, 1, 6)).isEqualTo("through the proxy 4");
        trial.awaitCaughtUp(topic, 2);
        trial.assertSame(topic, Extent.EQUAL);
    }

    @Test
    void forwardsWhatIsSentWithoutWaitingForAnAnswer() throws Exception {
        trial.proxy("gate-acks-0", 1);

        try (var producer = trial.destination().producer(Map.of("enable.idempotence", false, "acks", "0"))) {
            for (int i = 0; i < 100; i++) {
                assertThat(Cluster.send(producer, "gate-acks-0", 0, "record " + i)
                                .hasOffset())
                        .isFalse();
            }
        }

        await().atMost(Trial.WITHIN).until(() -> trial.source().end("gate-acks-0", 0) == 100);
        trial.awaitCaughtUp("gate-acks-0", 1);
        trial.assertSame("gate-acks-0", Extent.EQUAL);
    }

    /** Pipelined, compressed, with keys and headers, and stamped by the source. */
    @Test
    void forwardsManyBatchesAtOnceInTheirOrder() throws Exception {
        trial.source().createTopic("gate-many", 3, Map.of("message.timestamp.type", "LogAppendTime"));
        trial.api().put(Documents.putMapping("gate-many", new AutoMigration(true)));
        trial.awaitState("gate-many", MigrationState.PROXY);

        List<Future<RecordMetadata>> sent = new ArrayList<>();
        long beforeMs = System.currentTimeMillis();
        try (var producer = trial.destination().producer(Map.of("compression.type", "zstd", "batch.size", 500))) {
            for (int i = 0; i < 3_000; i++) {
                var record = new ProducerRecord<>(
                        "gate-many", i % 3, ("key " + i).getBytes(UTF_8), ("value " + i).getBytes(UTF_8));
                record.headers().add("number", Integer.toString(i).getBytes(UTF_8));
                sent.add(producer.send(record));
            }
        }

        for (int i = 0; i < sent.size(); i++) {
            RecordMetadata metadata = sent.get(i).get(30, TimeUnit.SECONDS);
            assertThat(metadata.offset()).isEqualTo(i / 3);
            assertThat(metadata.timestamp()).isBetween(beforeMs, System.currentTimeMillis());
        }
        trial.awaitCaughtUp("gate-many", 3);
        trial.assertSame("gate-many", Extent.EQUAL);
    }

    @Test
    void leavesTopicsThatNoMappingKnowsToKafka() throws Exception {
        trial.destination().createTopic("gate-ordinary", 1);

        try (var producer = trial.destination().producer(Map.of("transactional.id", "gate-ordinary"))) {
            producer.initTransactions();
            producer.beginTransaction();
            Cluster.send(producer, "gate-ordinary", 0, "kept");
            producer.commitTransaction();
            producer.beginTransaction();
            Cluster.send(producer, "gate-ordinary", 0, "aborted");
            producer.abortTransaction();
        }
        // the marker is written after the producer has its answer
        await().atMost(Trial.WITHIN).until(() -> trial.destination().end("gate-ordinary", 0) == 4);
        try (var producer = trial.destination().producer(PLAIN)) {
            assertThat(Cluster.send(producer, "gate-ordinary", 0, "plain").offset())
                    .isEqualTo(4);
            assertThat(Cluster.send(producer, "gate-created-by-producing", 0, "plain")
                            .offset())
                    .isZero();
        }
        assertThat(trial.destination().records("gate-ordinary", IsolationLevel.READ_COMMITTED).stream()
                        .map(ConsumerRecord::offset))
                .containsExactly(0L, 4L);
        assertThat(trial.source().topics()).doesNotContain("gate-ordinary", "gate-created-by-producing");
    }

    @Test
    void takesNoProducesToTheStateTopic() throws Exception {
        long end = trial.stateEnd();

        try (var producer = trial.destination().producer(PLAIN)) {
            for (String value : List.of("a user's record", "null", "{}", "{\"command\":\"nonsense\"}")) {
                assertThatThrownBy(() -> Cluster.send(producer, "__orbit_state", 0, value))
                        .isInstanceOf(TopicAuthorizationException.class);
            }
            assertThat(catchThrowable(() -> producer.send(new ProducerRecord<>("__orbit_state", 0, null, null))
                            .get(30, TimeUnit.SECONDS)))
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
        }

        trial.assertOnlyTheCoordinatorWroteStateSince(end);
        assertThat(trial.api().snapshot().links()).isNotEmpty();
    }

    /** Nobody could produce to a partition that the source does not have. */
    @Test
    void keepsAMirrorsPartitionsAndRecordsThoseOfItsSource() throws Exception {
        trial.mirror("gate-kept", 1);
        trial.source().produce("gate-kept", 0, "one");
        trial.awaitCaughtUp("gate-kept", 1);
        Admin admin = trial.destination().admin();

        assertThatThrownBy(() -> admin.createPartitions(Map.of("gate-kept", NewPartitions.increaseTo(2)))
                        .all()
                        .get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(PolicyViolationException.class)
                .hasMessageContaining("Topic gate-kept")
                .hasMessageContaining("at the source");
        assertThatThrownBy(() -> admin.deleteRecords(
                                Map.of(new TopicPartition("gate-kept", 0), RecordsToDelete.beforeOffset(1)))
                        .all()
                        .get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(PolicyViolationException.class);

        trial.assertSame("gate-kept", Extent.EQUAL);
    }

    /** A topic that a client's mere interest created would stand where the mirror belongs. */
    @Test
    void createsNoTopicForAClientThatAMappingMayMatch() throws Exception {
        trial.api()
                .put(new Change.PutTopicMapping(
                        TopicMappingSpec.regex(Documents.LINK, 50, "gate-auto-.*", "copy."), 0));

        try (var producer = trial.destination().producer(Map.of("max.block.ms", 2_000))) {
            assertThatThrownBy(() -> Cluster.send(producer, "copy.gate-auto-1", 0, "early"))
                    .isInstanceOf(TimeoutException.class);
        }
        trial.destination().produce("gate-auto-1", 0, "no mapping gives it this name");
        assertThat(trial.destination().topics()).doesNotContain("copy.gate-auto-1");
        assertThat(trial.source().topics()).doesNotContain("gate-auto-1");

        trial.source().createTopic("gate-auto-1", 1);
        trial.source().produce("gate-auto-1", 0, "from the source");
        trial.awaitState("copy.gate-auto-1", MigrationState.REJECT);
        await().atMost(Trial.WITHIN)
                .untilAsserted(() -> assertThat(trial.destination().values("copy.gate-auto-1"))
                        .containsExactly("from the source"));
    }

    @Test
    void keepsAReleasedTopicClosedUntilAMappingAdoptsIt() throws Exception {
        trial.proxy("gate-released", 1);
        try (var producer = trial.destination().producer(PLAIN)) {
            Cluster.send(producer, "gate-released", 0, "proxied");
            trial.awaitCaughtUp("gate-released", 1);

            trial.api().put(new Change.DeleteTopicMapping(Documents.LINK, "gate-released", 1));
            await().atMost(Trial.WITHIN)
                    .untilAsserted(() -> assertThat(trial.api().topic("gate-released"))
                            .satisfies(topic -> {
                                assertThat(topic).isNotNull();
                                assertThat(topic.mapping()).isNull();
                                assertThat(topic.state()).isEqualTo(MigrationState.REJECT);
                                assertThat(topic.error()).contains("released");
                            }));
            assertThatThrownBy(() -> Cluster.send(producer, "gate-released", 0, "no"))
                    .isInstanceOf(PolicyViolationException.class);
            trial.source().produce("gate-released", 0, "while it was released");

            assertThat(trial.api()
                            .put(Documents.putMapping("gate-released", new AutoMigration(true)))
                            .topics())
                    .singleElement()
                    .satisfies(effect -> assertThat(effect.effect()).isEqualTo("adopted"));
            trial.awaitState("gate-released", MigrationState.PROXY);
            assertThat(Cluster.send(producer, "gate-released", 0, "proxied again")
                            .offset())
                    .isEqualTo(2);
        }
        trial.awaitCaughtUp("gate-released", 1);
        trial.assertSame("gate-released", Extent.EQUAL);
        assertThat(trial.destination().values("gate-released"))
                .containsExactly("proxied", "while it was released", "proxied again");
    }

    /** The producer of a topic whose proxying is taken back learns it, and the topic is not opened. */
    @Test
    void refusesAgainWhenTheProxyIsTakenBack() throws Exception {
        trial.proxy("gate-unproxied", 1);
        try (var producer = trial.destination().producer(Map.of())) {
            Cluster.send(producer, "gate-unproxied", 0, "proxied");

            trial.api()
                    .put(new Change.PutTopicMapping(
                            TopicMappingSpec.literal(Documents.LINK, 0, "gate-unproxied", "gate-unproxied")
                                    .withAutoMigration(new AutoMigration(false)),
                            1));
            trial.awaitState("gate-unproxied", MigrationState.REJECT);

            assertThatThrownBy(() -> Cluster.send(producer, "gate-unproxied", 0, "no"))
                    .isInstanceOf(PolicyViolationException.class);
        }
        trial.awaitCaughtUp("gate-unproxied", 1);
        assertThat(trial.destination().values("gate-unproxied")).containsExactly("proxied");
    }

    /** The agent is ready long after its broker takes connections: nothing may slip in meanwhile. */
    @Test
    void takesNoLocalProduceBeforeTheStateIsReadAgain() throws Exception {
        trial.mirror("gate-restarted", 1);
        trial.source().produce("gate-restarted", 0, "one", "two");
        trial.awaitCaughtUp("gate-restarted", 1);

        for (int round = 0; round < 2; round++) {
            trial.agent().kill();
            try (Attempts attempts = Attempts.start(trial.destination(), "gate-restarted")) {
                trial.agent().restart();
                trial.awaitState("gate-restarted", MigrationState.REJECT);
                await().atMost(Trial.WITHIN)
                        .untilAsserted(() -> assertThat(attempts.refusals()).contains("PolicyViolationException"));
                assertThat(attempts.accepted()).isZero();
            }
        }
        trial.source().produce("gate-restarted", 0, "three");
        trial.awaitCaughtUp("gate-restarted", 1);
        trial.assertSame("gate-restarted", Extent.EQUAL);
        assertThat(trial.destination().values("gate-restarted")).containsExactly("one", "two", "three");
    }

    private static String at(Cluster cluster, String topic, int partition, long offset) {
        return cluster.records(topic, IsolationLevel.READ_UNCOMMITTED).stream()
                .filter(record -> record.partition() == partition && record.offset() == offset)
                .map(record -> new String(record.value(), UTF_8))
                .findFirst()
                .orElse("nothing at offset " + offset);
    }

    /** Tries to produce again and again, whatever the answer. */
    private static final class Attempts implements AutoCloseable {
        private final KafkaProducer<byte[], byte[]> producer;
        private final Thread thread;
        private final java.util.Set<String> refusals = java.util.concurrent.ConcurrentHashMap.newKeySet();
        private volatile long accepted;
        private volatile boolean closed;

        private Attempts(Cluster cluster, String topic) {
            this.producer = cluster.producer(Map.of(
                    "enable.idempotence", false,
                    "acks", "1",
                    "retries", 0,
                    "max.block.ms", 500,
                    "reconnect.backoff.ms", 100,
                    "reconnect.backoff.max.ms", 100));
            this.thread = new Thread(() -> {
                while (!closed) {
                    try {
                        Cluster.send(producer, topic, 0, "must not be accepted");
                        accepted++;
                    } catch (Exception e) {
                        refusals.add(e.getClass().getSimpleName());
                    }
                }
            });
        }

        static Attempts start(Cluster cluster, String topic) {
            Attempts attempts = new Attempts(cluster, topic);
            attempts.thread.start();
            return attempts;
        }

        long accepted() {
            return accepted;
        }

        java.util.Set<String> refusals() {
            return refusals;
        }

        @Override
        public void close() {
            closed = true;
            producer.close(Duration.ofSeconds(1));
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
