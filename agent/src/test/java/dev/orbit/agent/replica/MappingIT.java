// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.trial.AnySource;
import dev.orbit.agent.verify.TopicPair;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMappingSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which topics are mirrored, under which names and from where. */
@AnySource
@Timeout(240)
class MappingIT {

    private static final Duration REFRESH_INTERVAL = Duration.ofSeconds(10);

    @TempDir
    static Path directory;

    private static Estate estate;

    /** Second 0 of the timestamps in the topic {@code since}. */
    private static Instant begin;

    @BeforeAll
    static void start() throws Exception {
        begin = Instant.now().minusSeconds(3_600);
        estate = Estate.start(directory);
        for (String topic : List.of(
                "orders",
                "orders-eu",
                "orders-private",
                "preorders",
                "order",
                "Orders",
                "late",
                "stray.orbit-strays",
                "__orbit_state")) {
            estate.createTopic(topic, 1, Map.of());
            try (var producer = estate.producer(Map.of())) {
                Estate.batch(producer, topic, 0, 10);
            }
        }
        writeSecondBySecond();
        makeInternalTopics();
        // The order of the documents is not the order of the mappings.
        estate.declare(
                Estate.regex(90, ".*", "all."),
                Estate.regex(20, "orders.*", "b.").withExclude("orders-priv.*", "order"),
                fromLatest(30, "late"),
                since(40, "since", begin.plusSeconds(13)),
                Estate.literal(10, "orders", "renamed"));
    }

    @AfterAll
    static void stop() {
        estate.close();
    }

    private static TopicMappingSpec fromLatest(int priority, String topic) {
        return TopicMappingSpec.literal(Documents.LINK, priority, topic, topic).fromLatest();
    }

    private static TopicMappingSpec since(int priority, String topic, Instant start) {
        return TopicMappingSpec.literal(Documents.LINK, priority, topic, topic).since(start.toString());
    }

    /** Partition 0 has seconds 0 to 19 in batches of five, partition 1 only earlier ones, partition 2 only later ones. */
    private static void writeSecondBySecond() throws Exception {
        estate.createTopic("since", 4, Map.of());
        try (var producer = estate.producer(Map.of())) {
            for (int second = 0; second < 20; second++) {
                send(producer, 0, second);
                send(producer, 1, second - 20);
                send(producer, 2, second + 20);
                if (second % 5 == 4) {
                    producer.flush();
                }
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what did not arrive is found missing
    private static void send(KafkaProducer<byte[], byte[]> producer, int partition, int second) {
        producer.send(new ProducerRecord<>(
                "since", partition, begin.plusSeconds(second).toEpochMilli(), null, Estate.bytes("at " + second)));
    }

    private static void makeInternalTopics() throws Exception {
        try (var producer = estate.producer(Map.of("transactional.id", "any"))) {
            producer.initTransactions();
        }
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", estate.source().bootstrapServers(), "group.id", "any"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.commitSync(Map.of(new TopicPartition("orders", 0), new OffsetAndMetadata(1)));
        }
        assertThat(estate.sourceAdmin()
                        .listTopics(new ListTopicsOptions().listInternal(true))
                        .names()
                        .get(30, TimeUnit.SECONDS))
                .contains("__consumer_offsets", "__transaction_state");
    }

    @Test
    void theFirstMappingThatMatchesTheWholeNameWinsAndInternalTopicsMatchNone() {
        // orders-new comes and goes with another test
        await().atMost(Estate.SOON)
                .untilAsserted(() -> assertThat(estate.api().snapshot().topics())
                        .filteredOn(topic -> !topic.sourceTopic().equals("orders-new"))
                        .extracting(Snapshot.Topic::sourceTopic, Snapshot.Topic::topic, Snapshot.Topic::mapping)
                        .containsExactlyInAnyOrder(
                                tuple("orders", "renamed", "orders"),
                                tuple("orders-eu", "b.orders-eu", "orders.*"),
                                tuple("orders-private", "all.orders-private", ".*"),
                                tuple("late", "late", "late"),
                                tuple("since", "since", "since"),
                                tuple("preorders", "all.preorders", ".*"),
                                tuple("order", "all.order", ".*"),
                                tuple("Orders", "all.Orders", ".*")));
    }

    @Test
    void nothingButWhatIsMappedAppearsAtTheDestination() throws Exception {
        for (TopicPair topics : List.of(
                new TopicPair("orders", "renamed"),
                new TopicPair("orders-eu", "b.orders-eu"),
                new TopicPair("orders-private", "all.orders-private"),
                new TopicPair("preorders", "all.preorders"),
                new TopicPair("order", "all.order"),
                new TopicPair("Orders", "all.Orders"))) {
            estate.assertSame(topics);
        }
        await().atMost(Estate.SOON)
                .untilAsserted(() -> assertThat(names())
                        .containsExactly(
                                "__orbit_state",
                                "all.Orders",
                                "all.order",
                                "all.orders-private",
                                "all.preorders",
                                "b.orders-eu",
                                "late",
                                "renamed",
                                "since"));
    }

    private static TreeSet<String> names() throws Exception {
        var names = new TreeSet<>(estate.agentAdmin()
                .listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get(30, TimeUnit.SECONDS));
        names.remove("b.orders-new");
        return names;
    }

    @Test
    void aNewTopicIsMirroredFromItsFirstRecordWithinTheRefreshInterval() throws Exception {
        estate.createTopic("orders-new", 2, Map.of());
        try (var producer = estate.producer(Map.of())) {
            Estate.batch(producer, "orders-new", 0, 3);
            Estate.batch(producer, "orders-new", 1, 1);
        }

        TopicPair topics = new TopicPair("orders-new", "b.orders-new");
        await().atMost(REFRESH_INTERVAL.plusSeconds(30))
                .ignoreExceptions()
                .until(() ->
                        Positions.of(estate.agentAdmin(), topics.topic()).get(0).highWatermark() == 3);
        estate.assertSame(topics);
    }

    @Test
    void aMirrorThatBeginsAtTheLatestOffsetHoldsWhatCameAfterAtItsOffsets() throws Exception {
        await().atMost(Estate.SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(Positions.of(estate.agentAdmin(), "late"))
                        .containsExactly(new Positions(10, 10, 10)));
        try (var producer = estate.producer(Map.of())) {
            Estate.batch(producer, "late", 0, 4);
        }

        await().atMost(Estate.SOON)
                .untilAsserted(() -> assertThat(Positions.of(estate.agentAdmin(), "late"))
                        .containsExactly(new Positions(10, 14, 14)));
        assertThat(Line.read(estate.agentClient(), "late", IsolationLevel.READ_UNCOMMITTED))
                .hasSize(4)
                .isEqualTo(Line.read(estate.sourceClient(), "late", IsolationLevel.READ_UNCOMMITTED)
                        .subList(10, 14));
    }

    @Test
    void aMirrorThatBeginsAtATimestampHoldsTheFirstRecordFromThenOnAndAllAfterIt() {
        await().atMost(Estate.SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(Positions.of(estate.agentAdmin(), "since"))
                        .containsExactly(
                                // inside a batch
                                new Positions(13, 20, 20),
                                // nothing that late: it begins at the end
                                new Positions(20, 20, 20),
                                new Positions(0, 20, 20),
                                new Positions(0, 0, 0)));
        long start = begin.plusSeconds(13).toEpochMilli();
        assertThat(Line.read(estate.agentClient(), "since", IsolationLevel.READ_UNCOMMITTED))
                .hasSize(27)
                .isEqualTo(Line.read(estate.sourceClient(), "since", IsolationLevel.READ_UNCOMMITTED).stream()
                        .filter(line -> line.timestampMs() >= start)
                        .toList());
    }
}
