// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.Trial;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an agent measures, seen by JMX and by Prometheus, beside what its producers and its source know of it. */
@Timeout(240)
class MetricsIT {

    private static final int PARTITIONS = 3;
    private static final int RECORDS = 2_000;

    @TempDir
    static Path directory;

    private static Trial trial;

    @BeforeAll
    static void start() throws Exception {
        trial = Trial.start(directory);
    }

    @AfterAll
    static void stop() {
        trial.close();
    }

    private static Scrape scrape() throws Exception {
        return Scrape.of(trial.api());
    }

    @Test
    void countsExactlyWhatAProducerSent() throws Exception {
        String topic = "counted";
        trial.proxy(topic, PARTITIONS);
        try (KafkaProducer<byte[], byte[]> producer =
                trial.destination().producer(Map.of("compression.type", "gzip", "linger.ms", 20, "acks", "all"))) {
            produce(producer, topic);

            Scrape scrape = scrape();
            assertThat(sent(producer, topic, "record-retry-total")).isZero();
            assertThat(scrape.of(Measure.FORWARDED_RECORDS, topic))
                    .isEqualTo(RECORDS)
                    .isEqualTo(sent(producer, topic, "record-send-total"));
            assertThat(scrape.of(Measure.FORWARDED_BYTES, topic)).isEqualTo(sent(producer, topic, "byte-total"));
            assertThat(scrape.of(Measure.FORWARDED_BATCHES, topic)).isBetween((double) PARTITIONS, RECORDS / 2.0);
            assertThat(scrape.of(Measure.FORWARD_REQUESTS)).isPositive();
            assertThat(scrape.of(Measure.IN_FLIGHT_BYTES)).isZero();
            assertThat(scrape.of(Measure.IN_FLIGHT_BYTES_LIMIT)).isEqualTo(64 << 20);
            assertThat(scrape.of(Measure.REACHABLE)).isEqualTo(1);
            assertMirrored(topic, sent(producer, topic, "byte-total"));
        }
        assertJmxSaysTheSame(topic);
    }

    private static void produce(KafkaProducer<byte[], byte[]> producer, String topic) {
        Random random = new Random(7);
        for (int i = 0; i < RECORDS; i++) {
            var unused = producer.send(
                    Cluster.record(topic, i % PARTITIONS, "value " + i + " " + "x".repeat(random.nextInt(500))));
        }
        producer.flush();
    }

    /** What the producer counted itself. */
    private static double sent(KafkaProducer<byte[], byte[]> producer, String topic, String name) {
        return producer.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().group().equals("producer-topic-metrics"))
                .filter(metric -> metric.getKey().name().equals(name))
                .filter(metric -> topic.equals(metric.getKey().tags().get("topic")))
                .mapToDouble(metric -> (double) metric.getValue().metricValue())
                .sum();
    }

    /** The batches come back as they went out, but for their tags. */
    private static void assertMirrored(String topic, double bytes) {
        await().atMost(Trial.WITHIN).untilAsserted(() -> {
            Scrape scrape = scrape();
            assertThat(scrape.of(Measure.APPENDED_RECORDS, topic)).isEqualTo(RECORDS);
            assertThat(scrape.of(Measure.APPENDED_BYTES, topic)).isEqualTo(bytes);
            assertThat(scrape.of(Measure.PARTITIONS, topic)).isEqualTo(PARTITIONS);
            assertThat(scrape.of(Measure.FAILED_PARTITIONS, topic)).isZero();
            assertThat(scrape.of(Measure.OFFSET_LAG, topic)).isZero();
            assertThat(scrape.of(Measure.OFFSET_LAG_MAX, topic)).isZero();
            assertThat(scrape.of(Measure.TIME_LAG_SECONDS_MAX, topic)).isZero();
            assertThat(scrape.of(Measure.CUTOVER_PAUSE_SECONDS, topic)).isNull();
        });
    }

    private static void assertJmxSaysTheSame(String topic) throws Exception {
        Scrape scrape = scrape();
        try (Beans beans = Beans.of(trial.agent().pid())) {
            for (Measure measure : Measure.values()) {
                if (measure.labels().equals(Measure.PARTITIONS.labels())) {
                    Double scraped = scrape.of(measure, topic);
                    assertThat(beans.value(measure, ",link=default,topic=" + topic))
                            .as("%s", measure)
                            .isEqualTo(scraped == null ? Double.valueOf(Double.NaN) : scraped);
                }
            }
            assertThat(beans.value(Measure.FORWARD_REQUESTS, ",link=default"))
                    .isEqualTo(scrape.of(Measure.FORWARD_REQUESTS));
            assertThat(beans.value(Measure.HELD_BYTES, "")).isZero();
            assertThat(beans.value(Measure.HELD_BYTES_LIMIT, "")).isEqualTo(64 << 20);
        }
    }

    @Test
    void countsErrorsByTheirCodes() throws Exception {
        String topic = "refused";
        trial.source().createTopic(topic, 1, Map.of("max.message.bytes", "1000"));
        trial.api().put(Documents.putMapping(topic, new AutoMigration(true)));
        trial.awaitState(topic, MigrationState.PROXY);
        try (KafkaProducer<byte[], byte[]> producer = trial.destination().producer(Map.of())) {
            assertThatThrownBy(() -> Cluster.send(producer, topic, 0, "x".repeat(2_000)))
                    .isInstanceOf(RecordTooLargeException.class);
            Cluster.send(producer, topic, 0, "fits");
        }

        Scrape scrape = scrape();
        assertThat(scrape.error(topic, "MESSAGE_TOO_LARGE")).isEqualTo(1);
        assertThat(scrape.of(Measure.FORWARDED_BATCHES, topic)).isEqualTo(1);
        assertThat(scrape.of(Measure.FORWARDED_RECORDS, topic)).isEqualTo(1);
    }

    @Test
    void tellsHowLongACutoverKeptProducersWaiting() throws Exception {
        String topic = "cut-over";
        trial.proxy(topic, 1);
        double wholeSeconds;
        try (KafkaProducer<byte[], byte[]> producer = trial.destination().producer(Map.of())) {
            Cluster.send(producer, topic, 0, "before");
            long startNanos = System.nanoTime();
            trial.api().initiate(topic);
            while (trial.topic(topic).state() != MigrationState.COMPLETE) {
                Cluster.send(producer, topic, 0, "meanwhile");
            }
            wholeSeconds = (System.nanoTime() - startNanos) / 1e9;
            Cluster.send(producer, topic, 0, "after");
        }

        // the mirror is let go after producers go on
        await().atMost(Trial.WITHIN).untilAsserted(() -> {
            Scrape now = scrape();
            assertThat(now.of(Measure.PARTITIONS, topic)).isZero();
            assertThat(now.of(Measure.OFFSET_LAG, topic)).isNull();
        });
        Scrape scrape = scrape();
        assertThat(scrape.of(Measure.CUTOVER_PAUSE_SECONDS, topic)).isBetween(0.0001, wholeSeconds);
        double forwarded = Objects.requireNonNull(scrape.of(Measure.FORWARDED_RECORDS, topic));
        assertThat(trial.destination().end(topic, 0)).isGreaterThan((long) forwarded);
        assertThat(trial.source().end(topic, 0)).isEqualTo((long) forwarded);
    }

    @Test
    void aLinkThatIsDeletedLeavesNothingBehindAndIsCountedAnew() throws Exception {
        String topic = "linked";
        trial.proxy(topic, 1);
        trial.destination().produce(topic, 0, "before");
        trial.awaitCaughtUp(topic, 1);
        assertThat(scrape().of(Measure.FORWARDED_RECORDS, topic)).isEqualTo(1);

        try (Beans beans = Beans.of(trial.agent().pid())) {
            assertThat(beans.names()).contains("kafka.server:link=default,topic=linked,type=orbit-proxy");
            deleteLink();
            await().atMost(Trial.WITHIN).pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
                assertThat(scrape().values().keySet()).noneMatch(name -> name.contains("link="));
                assertThat(beans.names())
                        .contains("kafka.server:type=orbit-agent")
                        .noneMatch(name -> name.contains("link="));
            });
        } finally {
            trial.api().put(Documents.putLink(trial.sourceProcess().bootstrapServers()));
        }

        trial.api().put(Documents.putMapping(topic, new AutoMigration(true)));
        trial.awaitState(topic, MigrationState.PROXY);
        trial.destination().produce(topic, 0, "after", "more");
        Scrape scrape = scrape();
        assertThat(scrape.of(Measure.FORWARDED_RECORDS, topic)).isEqualTo(2);
        assertThat(scrape.of(Measure.REACHABLE)).isEqualTo(1);
    }

    private static void deleteLink() throws Exception {
        Snapshot snapshot = trial.api().snapshot();
        List<Change> changes = new ArrayList<>();
        snapshot.topicMappings()
                .forEach(mapping -> changes.add(new Change.DeleteTopicMapping(
                        Documents.LINK, mapping.spec().source(), mapping.revision())));
        snapshot.links().forEach(link -> changes.add(new Change.DeleteLink(Documents.LINK, link.revision())));
        trial.api().put(changes.toArray(new Change[0]));
    }
}
