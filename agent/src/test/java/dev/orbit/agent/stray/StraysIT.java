// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.stray;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.SharedTrial;
import dev.orbit.agent.trial.Trial;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.Diagnostic;
import dev.orbit.schemas.DiagnosticsResponse;
import dev.orbit.schemas.EventsResponse;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.TopicEvent;
import dev.orbit.schemas.TopicMappingSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is written to a source after its topic has moved is in a topic of its own, each record once. */
@ExtendWith(SharedTrial.Holdable.class)
@Timeout(300)
class StraysIT {

    private final Trial trial;

    StraysIT(Trial trial) {
        this.trial = trial;
    }

    private Optional<Diagnostic> diagnostic(String topic) throws Exception {
        return trial.api().get("/v1/diagnostics").as(DiagnosticsResponse.class).diagnostics().stream()
                .filter(found -> topic.equals(found.topic()))
                .findFirst();
    }

    private List<String> events(String topic) throws Exception {
        return trial.api().get("/v1/events").as(EventsResponse.class).events().stream()
                .filter(event -> event.topic().equals(topic))
                .map(TopicEvent::event)
                .toList();
    }

    private void move(String topic, int partitions) throws Exception {
        trial.proxy(topic, partitions);
        trial.destination().produce(topic, 0, "before");
        cutOver(topic);
    }

    private void cutOver(String topic) throws Exception {
        assertThat(trial.api().initiate(topic).initiated()).containsExactly(topic);
        trial.awaitState(topic, MigrationState.COMPLETE);
    }

    private List<ConsumerRecord<byte[], byte[]>> strays(String topic) throws Exception {
        return trial.destination().topics().contains(topic + ".orbit-strays")
                ? trial.destination().records(topic + ".orbit-strays", IsolationLevel.READ_UNCOMMITTED)
                : List.of();
    }

    private List<String> strayValues(String topic) throws Exception {
        return strays(topic).stream()
                .map(record -> new String(record.value(), UTF_8))
                .toList();
    }

    private void awaitStrays(String topic, int count) {
        await().atMost(Trial.WITHIN)
                .ignoreExceptions()
                .until(() -> strays(topic).size() >= count);
    }

    private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), new String(header.value(), UTF_8));
        }
        return headers;
    }

    private static String outOf(int number) {
        return "stray " + number;
    }

    @Test
    void copiesRecordsWithWhereTheyComeFromAndTellsOfThem() throws Exception {
        String topic = "stray-told";
        long hourAgoMs = System.currentTimeMillis() - Duration.ofHours(1).toMillis();
        move(topic, 2);
        assertThat(diagnostic(topic)).isEmpty();
        try (KafkaProducer<byte[], byte[]> producer =
                trial.source().producer(Map.of("compression.type", "lz4", "linger.ms", 50))) {
            ProducerRecord<byte[], byte[]> told =
                    new ProducerRecord<>(topic, 1, hourAgoMs, "key".getBytes(UTF_8), "told".getBytes(UTF_8));
            told.headers().add("own", "header".getBytes(UTF_8));
            Future<RecordMetadata> first = producer.send(told);
            producer.send(new ProducerRecord<>(topic, 1, null, null)).get(30, TimeUnit.SECONDS);
            first.get(30, TimeUnit.SECONDS);
        }

        awaitStrays(topic, 2);
        List<ConsumerRecord<byte[], byte[]>> found = strays(topic);
        assertThat(found).hasSize(2);
        assertThat(found.get(0)).satisfies(record -> {
            assertThat(record.partition()).isEqualTo(1);
            assertThat(record.offset()).isZero();
            assertThat(record.timestamp()).isEqualTo(hourAgoMs);
            assertThat(record.key()).isEqualTo("key".getBytes(UTF_8));
            assertThat(record.value()).isEqualTo("told".getBytes(UTF_8));
            assertThat(headers(record))
                    .containsEntry("own", "header")
                    .containsEntry("orbit.source.topic", topic)
                    .containsEntry("orbit.source.partition", "1")
                    .containsEntry("orbit.source.offset", "0")
                    .containsEntry("orbit.source.timestamp", String.valueOf(hourAgoMs))
                    .containsEntry(
                            "orbit.source.cluster_id",
                            trial.source().admin().describeCluster().clusterId().get(30, TimeUnit.SECONDS))
                    .hasSize(6);
        });
        assertThat(found.get(1).key()).isNull();
        assertThat(found.get(1).value()).isNull();
        assertThat(trial.destination().values(topic)).containsExactly("before");
        await().atMost(Trial.WITHIN)
                .untilAsserted(() -> assertThat(diagnostic(topic)).hasValueSatisfying(diagnostic -> {
                    assertThat(diagnostic.name()).isEqualTo("post_migration_source_writes");
                    assertThat(diagnostic.records()).isEqualTo(2);
                    assertThat(diagnostic.recognised()).isZero();
                    assertThat(diagnostic.straysTopic()).isEqualTo(topic + ".orbit-strays");
                    assertThat(diagnostic.message()).contains("Point every producer at the agents");
                }));
        assertThat(events(topic)).endsWith("complete", "post_migration_source_writes");
    }

    /** Each record stands for itself: what becomes of its transaction is not known when it is copied. */
    @Test
    void copiesRecordsOfTransactionsAndSaysSo() throws Exception {
        String topic = "stray-transactional";
        move(topic, 1);
        try (KafkaProducer<byte[], byte[]> producer = trial.source().transactional(topic)) {
            producer.initTransactions();
            producer.beginTransaction();
            Cluster.send(producer, topic, 0, "committed");
            producer.commitTransaction();
            producer.beginTransaction();
            Cluster.send(producer, topic, 0, "aborted");
            producer.abortTransaction();
        }
        trial.source().produce(topic, 0, "plain");

        awaitStrays(topic, 3);
        List<ConsumerRecord<byte[], byte[]>> found = strays(topic);
        assertThat(strayValues(topic)).containsExactly("committed", "aborted", "plain");
        // after "before", which is not among them; a marker lies at the source between two
        assertThat(found).extracting(ConsumerRecord::offset).containsExactly(1L, 3L, 5L);
        assertThat(headers(found.get(0))).containsEntry("orbit.source.transactional", "true");
        assertThat(headers(found.get(1))).containsEntry("orbit.source.transactional", "true");
        assertThat(headers(found.get(2))).doesNotContainKey("orbit.source.transactional");
        assertThat(trial.destination().records(topic + ".orbit-strays", IsolationLevel.READ_COMMITTED))
                .as("they are no transaction's there")
                .hasSize(3);
    }

    /** Killed again and again while strays come, in between and in the midst of them. */
    @Test
    void copiesEachOnceThoughTheAgentIsKilled() throws Exception {
        String topic = "stray-kill";
        move(topic, 1);
        List<String> written = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = trial.source().producer(Map.of("enable.idempotence", false))) {
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 200; i++) {
                    String value = outOf(written.size());
                    var unused = producer.send(Cluster.record(topic, 0, value));
                    written.add(value);
                }
                producer.flush();
                awaitStrays(topic, round == 0 ? 1 : written.size() - 300);
                trial.agent().kill();
                trial.agent().restart();
            }
            Cluster.send(producer, topic, 0, "last");
            written.add("last");
        }

        awaitStrays(topic, written.size());
        assertThat(strayValues(topic)).isEqualTo(written);
        await().atMost(Trial.WITHIN)
                .untilAsserted(() -> assertThat(diagnostic(topic))
                        .hasValueSatisfying(
                                diagnostic -> assertThat(diagnostic.records()).isEqualTo(written.size())));
    }

    /** Its answer was lost before the cutover, and its producer tried again after it; then it lands at the source. */
    @Test
    void aProduceThatWasTriedAgainIsRecognised() throws Exception {
        String topic = "stray-retried";
        trial.proxy(topic, 1);
        try (KafkaProducer<byte[], byte[]> producer =
                trial.destination().producer(Map.of("request.timeout.ms", 3_000))) {
            Cluster.send(producer, topic, 0, "first");
            trial.requests().holdProducesWith("in flight");
            Future<RecordMetadata> inFlight = producer.send(Cluster.record(topic, 0, "in flight"));
            trial.requests().awaitHeld();
            cutOver(topic);
            assertThat(inFlight.get(60, TimeUnit.SECONDS).offset()).isEqualTo(1);
            trial.requests().release();
            await().atMost(Trial.WITHIN).until(() -> trial.source().end(topic, 0) == 2);
            Cluster.send(producer, topic, 0, "last");
        }

        await().atMost(Trial.WITHIN).until(() -> events(topic).contains("retries_recognised"));
        assertThat(strays(topic)).isEmpty();
        assertThat(diagnostic(topic)).isEmpty();
        assertThat(trial.destination().values(topic)).containsExactly("first", "in flight", "last");
        assertThat(trial.source().values(topic)).containsExactly("first", "in flight");

        trial.source().produce(topic, 0, "a stray");
        awaitStrays(topic, 1);
        assertThat(strayValues(topic)).containsExactly("a stray");
        assertThat(strays(topic).get(0).offset()).isEqualTo(2);
    }

    @Test
    void nobodyElseWritesAmongTheStraysUntilTheWatchEnds() throws Exception {
        String topic = "stray-closed";
        move(topic, 1);
        trial.source().produce(topic, 0, "a stray");
        awaitStrays(topic, 1);
        try (KafkaProducer<byte[], byte[]> producer = trial.destination().producer(Map.of())) {
            assertThatThrownBy(() -> Cluster.send(producer, topic + ".orbit-strays", 0, "mine"))
                    .isInstanceOf(PolicyViolationException.class);
            await().atMost(Trial.WITHIN).until(() -> diagnostic(topic).isPresent());

            watchFor(topic, 0);
            await().atMost(Trial.WITHIN).until(() -> diagnostic(topic).isEmpty());
            assertThat(events(topic)).endsWith("post_migration_source_writes_ended");
            Cluster.send(producer, topic + ".orbit-strays", 0, "mine");
        }
        trial.source().produce(topic, 0, "not looked at");
        assertThat(strayValues(topic)).containsExactly("a stray", "mine");
    }

    @Test
    void whatIsNotOrbitsIsLeftAloneAndNamed() throws Exception {
        String topic = "stray-foreign";
        trial.destination().createTopic(topic + ".orbit-strays", 1);
        trial.destination().produce(topic + ".orbit-strays", 0, "somebody's");
        move(topic, 1);
        trial.source().produce(topic, 0, "a stray");

        await().atMost(Trial.WITHIN)
                .untilAsserted(() -> assertThat(diagnostic(topic)).hasValueSatisfying(diagnostic -> {
                    assertThat(diagnostic.name()).isEqualTo("post_migration_source_writes");
                    assertThat(diagnostic.message())
                            .contains("cannot be copied", topic + ".orbit-strays was there before", "Delete it");
                }));
        assertThat(strayValues(topic)).containsExactly("somebody's");

        trial.destination()
                .admin()
                .deleteTopics(List.of(topic + ".orbit-strays"))
                .all()
                .get(30, TimeUnit.SECONDS);
        await().atMost(Trial.WITHIN)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(strayValues(topic)).containsExactly("a stray"));
    }

    @Test
    void tellsWhatTheSourceDeletedBeforeItWasCopied() throws Exception {
        String topic = "stray-lost";
        move(topic, 1);
        watchFor(topic, 0);
        trial.source().produce(topic, 0, "deleted", "deleted too", "kept");
        trial.source()
                .admin()
                .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(3)))
                .all()
                .get(30, TimeUnit.SECONDS);
        watchFor(topic, 3_600);

        awaitStrays(topic, 1);
        assertThat(strayValues(topic)).containsExactly("kept");
        await().atMost(Trial.WITHIN)
                .untilAsserted(() -> assertThat(diagnostic(topic)).hasValueSatisfying(diagnostic -> {
                    assertThat(diagnostic.records()).isEqualTo(3);
                    assertThat(diagnostic.message()).contains("2 offsets were deleted at the source");
                }));
        assertThat(events(topic)).contains("strays_lost");
    }

    /** The operator tidied up, and a producer that was left behind had it made again. */
    @Test
    void aSourceTopicThatWasMadeAnewIsNamed() throws Exception {
        String topic = "stray-anew";
        move(topic, 1);
        trial.source().admin().deleteTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
        await().atMost(Trial.WITHIN)
                .ignoreExceptions()
                .until(() -> !trial.source().topics().contains(topic));
        trial.source().createTopic(topic, 1);
        trial.source().produce(topic, 0, "left behind");

        await().atMost(Trial.WITHIN)
                .untilAsserted(() -> assertThat(diagnostic(topic)).hasValueSatisfying(diagnostic -> {
                    assertThat(diagnostic.name()).isEqualTo(Diagnostic.POST_MIGRATION_SOURCE_UNWATCHED);
                    assertThat(diagnostic.message())
                            .contains("is another topic now", "was deleted and made anew", "Point every producer");
                }));
        assertThat(strays(topic)).isEmpty();
    }

    private void watchFor(String topic, int seconds) throws Exception {
        long revision = trial.api().snapshot().topicMappings().stream()
                .filter(mapping -> mapping.spec().source().equals(topic))
                .findFirst()
                .orElseThrow()
                .revision();
        trial.api()
                .put(new Change.PutTopicMapping(
                        TopicMappingSpec.literal(Documents.LINK, 0, topic, topic)
                                .withAutoMigration(new AutoMigration(true, seconds)),
                        revision));
    }
}
