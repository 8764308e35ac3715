// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.MissingEnd;
import dev.orbit.agent.lab.SeedShape;
import dev.orbit.agent.lab.Seeds;
import dev.orbit.agent.trial.AnySource;
import dev.orbit.agent.verify.TopicPair;
import dev.orbit.schemas.LinkState;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.MirrorState;
import dev.orbit.schemas.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The mirror is the source, record by record, under both isolation levels, over data of every shape. */
@AnySource
@Timeout(240)
class ReplicaIT {

    @TempDir
    static Path directory;

    private static Estate estate;

    @BeforeAll
    static void writeEveryShapeAndMirrorIt() {
        estate = Estate.startAttentive(directory, options -> options);
        try (Seeds seeds = new Seeds(estate.sourceClient(), 11)) {
            MissingEnd.write(estate.source(), seeds, List.of("seed-missing-end"), List.of("seed-missing-records"));
            seeds.writeAll("seed-");
        }
        estate.declare(Estate.regex(0, "(seed|live)-.*", ""));
    }

    @AfterAll
    static void stop() {
        estate.close();
    }

    @ParameterizedTest
    @EnumSource
    void theMirrorIsTheSource(SeedShape shape) {
        estate.assertSame("seed-" + shape.topicSuffix());
    }

    @Test
    void theShapesAreWhatTheyClaimToBeAtTheDestination() throws Exception {
        estate.awaitMirrored(TopicPair.same("seed-log-start-beyond"));
        assertThat(Positions.of(estate.agentAdmin(), "seed-log-start-beyond"))
                .containsExactly(new Positions(50, 50, 50));
        estate.awaitMirrored(TopicPair.same("seed-log-start-inside"));
        assertThat(Line.read(estate.agentClient(), "seed-log-start-inside", IsolationLevel.READ_UNCOMMITTED)
                        .get(0))
                .extracting(Line::offset)
                .isEqualTo(15L);
        estate.awaitMirrored(TopicPair.same("seed-transactions"));
        assertThat(Line.read(estate.agentClient(), "seed-transactions", IsolationLevel.READ_COMMITTED))
                .hasSize(30);
        assertThat(Line.read(estate.agentClient(), "seed-transactions", IsolationLevel.READ_UNCOMMITTED))
                .hasSize(45);
    }

    @Test
    void aLogThatEndsBeyondItsLastRecordEndsThereInTheMirrorToo() throws Exception {
        estate.awaitMirrored(TopicPair.same("seed-missing-end"));
        assertThat(Positions.of(estate.agentAdmin(), "seed-missing-end")).containsExactly(new Positions(0, 20, 20));
        List<RawBatch> mirror = RawBatch.read(estate.agent().dataDirectory(), "seed-missing-end", 0);
        RawBatch end = mirror.get(mirror.size() - 1);
        assertThat(end.lastOffset()).isEqualTo(MissingEnd.LOG_END_OFFSET - 1);
        assertThat(end.producerId()).isEqualTo(RecordBatch.NO_PRODUCER_ID);
        assertThat(end.isCrcRight()).isTrue();

        estate.write("seed-missing-end", 3);
        estate.assertSame("seed-missing-end");
    }

    @Test
    void aLogThatHasLostAllItsRecordsBeginsAndEndsAsItDoesAtTheSource() throws Exception {
        estate.awaitMirrored(TopicPair.same("seed-missing-records"));
        assertThat(Positions.of(estate.agentAdmin(), "seed-missing-records")).containsExactly(new Positions(0, 20, 20));

        estate.write("seed-missing-records", 3);
        estate.assertSame("seed-missing-records");
        assertThat(Line.read(estate.agentClient(), "seed-missing-records", IsolationLevel.READ_COMMITTED))
                .extracting(Line::offset)
                .containsExactly(20L, 21L, 22L);
    }

    @Test
    void aMirrorThatDeletionAtTheSourceHasOvertakenGoesOnFromWhatIsLeft() throws Exception {
        for (String topic : List.of("live-nothing-left", "live-half-a-batch-left")) {
            estate.createTopic(topic, 1, Map.of());
            estate.write(topic, 10);
            estate.assertSame(topic);
        }
        // stopped, not suspended: the answer to a fetch that waits at the source would still be read
        estate.agent().stop();
        estate.write("live-nothing-left", 5);
        estate.deleteRecordsBefore("live-nothing-left", 0, 15);
        estate.write("live-half-a-batch-left", 5);
        estate.write("live-half-a-batch-left", 5);
        estate.deleteRecordsBefore("live-half-a-batch-left", 0, 17);
        estate.agent().restart();

        estate.awaitHighWatermark("live-nothing-left", 15);
        estate.write("live-nothing-left", 2);
        estate.awaitHighWatermark("live-nothing-left", 17);
        estate.awaitHighWatermark("live-half-a-batch-left", 20);
        // what was mirrored goes as it went at the source
        estate.assertSame("live-nothing-left");
        estate.assertSame("live-half-a-batch-left");
        assertThat(Line.read(estate.agentClient(), "live-half-a-batch-left", IsolationLevel.READ_COMMITTED))
                .extracting(Line::offset)
                .containsExactly(17L, 18L, 19L);
        assertThat(estate.topic("live-nothing-left").partitions().get(0).lost())
                .containsExactly(new Snapshot.LostRange(10, 15));
        assertThat(estate.topic("live-half-a-batch-left").partitions().get(0).lost())
                .containsExactly(new Snapshot.LostRange(10, 17));
    }

    @Test
    void batchesOfManySizesOverSeveralPartitions() throws Exception {
        estate.createTopic("live-sizes", 4, Map.of());
        try (var idempotent = estate.producer(Map.of());
                var plain = estate.producer(Map.of("enable.idempotence", "false", "compression.type", "snappy"))) {
            int turn = 0;
            for (int count : List.of(1, 2, 3, 10, 100, 1_000, 10_000, 1, 7, 500)) {
                Estate.batch(idempotent, "live-sizes", turn % 4, count);
                Estate.batch(plain, "live-sizes", turn++ % 3, count / 2 + 1);
            }
        }

        estate.assertSame("live-sizes");
    }

    @Test
    void anOpenTransactionHoldsTheLastStableOffsetOfBothSidesUntilItEnds() throws Exception {
        estate.createTopic("live-open", 1, Map.of());
        try (var transactional = estate.producer(Map.of("transactional.id", "open"));
                var plain = estate.producer(Map.of())) {
            Estate.batch(plain, "live-open", 0, 5);
            transactional.initTransactions();
            transactional.beginTransaction();
            Estate.batch(transactional, "live-open", 0, 3);
            Estate.batch(plain, "live-open", 0, 4);

            estate.assertSame("live-open");
            assertThat(Positions.of(estate.agentAdmin(), "live-open")).containsExactly(new Positions(0, 5, 12));
            assertThat(Line.read(estate.agentClient(), "live-open", IsolationLevel.READ_COMMITTED))
                    .hasSize(5);

            transactional.abortTransaction();
            estate.assertSame("live-open");
            assertThat(Line.read(estate.agentClient(), "live-open", IsolationLevel.READ_COMMITTED))
                    .hasSize(9);
            commit(transactional, "live-open");
            estate.assertSame("live-open");
            assertThat(Positions.of(estate.agentAdmin(), "live-open")).containsExactly(new Positions(0, 16, 16));
        }
    }

    private static void commit(KafkaProducer<byte[], byte[]> producer, String topic) throws Exception {
        producer.beginTransaction();
        Estate.batch(producer, topic, 0, 2);
        producer.commitTransaction();
    }

    @Test
    void aConsumerThatWaitsAtTheEndIsWokenByTheNextMirroredRecord() throws Exception {
        estate.createTopic("live-waiting", 1, Map.of());
        estate.awaitMirrored(TopicPair.same("live-waiting"));
        TopicPartition partition = new TopicPartition("live-waiting", 0);
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", estate.agent().bootstrapServers(), "fetch.max.wait.ms", "20000"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        try (var producer = estate.producer(Map.of())) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, 0);
            // the first poll begins a fetch that is answered after 20 s unless it is woken
            assertThat(consumer.poll(Duration.ofSeconds(2))).isEmpty();
            Estate.batch(producer, "live-waiting", 0, 1);

            await().atMost(Duration.ofSeconds(15))
                    .until(() -> !consumer.poll(Duration.ofMillis(100)).isEmpty());
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    @Test
    void theSnapshotTellsWhereTheMirrorStands() {
        estate.awaitMirrored(TopicPair.same("seed-plain"));

        await().atMost(Estate.SOON).untilAsserted(() -> {
            Snapshot.Topic topic = estate.topic("seed-plain");
            assertThat(topic.state()).isEqualTo(MigrationState.REJECT);
            assertThat(topic.mirror()).isEqualTo(MirrorState.ACTIVE);
            assertThat(topic.error()).isNull();
            assertThat(topic.offsetLag()).isZero();
            assertThat(topic.timeLagSeconds()).isZero();
            assertThat(topic.partitions())
                    .containsExactly(
                            new Snapshot.Partition(0, 30L, 30L, 0L, null, List.of()),
                            new Snapshot.Partition(1, 30L, 30L, 0L, null, List.of()),
                            new Snapshot.Partition(2, 0L, 0L, 0L, null, List.of()));
        });
        assertThat(estate.link().state()).isEqualTo(LinkState.ACTIVE);
        assertThat(estate.link().sourceClusterId()).isEqualTo(estate.source().clusterId());
    }
}
