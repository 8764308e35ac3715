// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.trial.AnySource;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.Snapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions that the mirror holds open while the source deletes what came next, their markers perhaps. */
@AnySource
@Timeout(240)
class LostMarkersIT {

    @TempDir
    static Path directory;

    private static Estate estate;

    @BeforeAll
    static void start() {
        estate = Estate.startAttentive(directory, options -> options);
        estate.declare();
    }

    @AfterAll
    static void stop() {
        estate.close();
    }

    /** A source topic with thirty records, and its mirror. */
    private static void mirrored(String topic) throws Exception {
        estate.createTopic(topic, 1, Map.of());
        estate.write(topic, 30);
        estate.api().change(List.of(new Change.PutTopicMapping(Estate.literal(0, topic, topic), 0)));
        estate.assertSame(topic);
    }

    private static KafkaProducer<byte[], byte[]> transactional(String id) {
        KafkaProducer<byte[], byte[]> producer =
                estate.producer(Map.of("transactional.id", id, "transaction.timeout.ms", 600_000));
        producer.initTransactions();
        return producer;
    }

    /** The source has the marker a moment after the producer was told. */
    private static void commit(KafkaProducer<byte[], byte[]> producer, String topic, long markerOffset) {
        producer.commitTransaction();
        await(topic)
                .atMost(Estate.SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(Positions.of(estate.sourceAdmin(), topic))
                        .allSatisfy(at -> assertThat(at.highWatermark()).isEqualTo(markerOffset + 1)));
    }

    private static void awaitPositions(String topic, long logStart, long lastStable, long highWatermark) {
        await(topic)
                .atMost(Estate.SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(Positions.of(estate.agentAdmin(), topic))
                        .containsExactly(new Positions(logStart, lastStable, highWatermark)));
    }

    private static Snapshot.Partition partition(String topic) {
        return estate.topic(topic).partitions().get(0);
    }

    /** Its marker is among what was deleted: who reads committed records would wait for it for ever. */
    @ParameterizedTest
    @ValueSource(ints = {10, 0})
    void aTransactionWhoseEndTheSourceDeletedIsOver(int written) throws Exception {
        String topic = "undecided-" + written;
        mirrored(topic);
        try (KafkaProducer<byte[], byte[]> transactional = estate.producer(Map.of("transactional.id", topic))) {
            transactional.initTransactions();
            transactional.beginTransaction();
            Estate.batch(transactional, topic, 0, 3);
            awaitPositions(topic, 0, 30, 33);
            estate.agent().kill();
            commit(transactional, topic, 33);
            estate.write(topic, written);
            estate.deleteRecordsBefore(topic, 0, 34);
            estate.agent().restart();
        }

        long end = 34 + written;
        assertThat(Positions.of(estate.sourceAdmin(), topic)).containsExactly(new Positions(34, end, end));
        awaitPositions(topic, 34, end, end);
        assertThat(partition(topic).lost()).containsExactly(new Snapshot.LostRange(33, 34));
        estate.write(topic, 5);
        estate.assertSame(topic);
        assertThat(partition(topic).error()).isNull();
    }

    /** One that goes on is as at the source, from where the source has it. */
    @Test
    void aTransactionThatGoesOnBehindWhatTheSourceDeletedIsEndedByTheSource() throws Exception {
        mirrored("going-on");
        try (KafkaProducer<byte[], byte[]> transactional = estate.producer(Map.of("transactional.id", "going-on"))) {
            transactional.initTransactions();
            transactional.beginTransaction();
            Estate.batch(transactional, "going-on", 0, 3);
            awaitPositions("going-on", 0, 30, 33);
            estate.agent().kill();
            Estate.batch(transactional, "going-on", 0, 2);
            Estate.batch(transactional, "going-on", 0, 2);
            estate.deleteRecordsBefore("going-on", 0, 35);
            estate.agent().restart();
            awaitPositions("going-on", 35, 35, 37);
            transactional.commitTransaction();
        }
        awaitPositions("going-on", 35, 38, 38);
        estate.assertSame("going-on");
    }

    /** That batch is whole at the source: no marker was at its offsets. */
    @Test
    void aBatchThatReachesOverTheLogStartTakesNoMarkersPlace() throws Exception {
        mirrored("reaching-over");
        try (KafkaProducer<byte[], byte[]> transactional = transactional("reaching-over")) {
            transactional.beginTransaction();
            Estate.batch(transactional, "reaching-over", 0, 3);
            awaitPositions("reaching-over", 0, 30, 33);
            estate.agent().kill();
            estate.write("reaching-over", 2);
            estate.deleteRecordsBefore("reaching-over", 0, 34);
            estate.agent().restart();
            // readers of committed records stop where the batch begins that the log start lies in; before release 4, at
            // that
            assertThat(Positions.of(estate.sourceAdmin(), "reaching-over"))
                    .singleElement()
                    .satisfies(at -> {
                        assertThat(at.logStartOffset()).isEqualTo(34);
                        assertThat(at.lastStableOffset()).isBetween(33L, 34L);
                        assertThat(at.highWatermark()).isEqualTo(35);
                    });
            awaitPositions("reaching-over", 34, 33, 35);
            transactional.commitTransaction();
        }
        awaitPositions("reaching-over", 34, 36, 36);
        estate.assertSame("reaching-over");
        assertThat(partition("reaching-over").error()).isNull();
    }

    /** What lies before that batch was deleted, a marker with it. */
    @Test
    void aMarkerBeforeABatchThatReachesOverTheLogStartIsLost() throws Exception {
        mirrored("before-it");
        try (KafkaProducer<byte[], byte[]> transactional = transactional("before-it")) {
            transactional.beginTransaction();
            Estate.batch(transactional, "before-it", 0, 3);
            awaitPositions("before-it", 0, 30, 33);
            estate.agent().kill();
            commit(transactional, "before-it", 33);
        }
        estate.write("before-it", 2);
        estate.deleteRecordsBefore("before-it", 0, 35);
        estate.agent().restart();

        awaitPositions("before-it", 35, 36, 36);
        estate.write("before-it", 5);
        estate.assertSame("before-it");
    }

    /** One marker is lost and two transactions are open: the older one is taken for the one that is over. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofMoreTransactionsThanDeletedOffsetsTheOldestAreEnded(boolean isTheOlderOver) throws Exception {
        String topic = isTheOlderOver ? "older-over" : "newer-over";
        mirrored(topic);
        String logged;
        try (KafkaProducer<byte[], byte[]> older = transactional(topic + "-1");
                KafkaProducer<byte[], byte[]> newer = transactional(topic + "-2")) {
            older.beginTransaction();
            Estate.batch(older, topic, 0, 3);
            newer.beginTransaction();
            Estate.batch(newer, topic, 0, 3);
            awaitPositions(topic, 0, 30, 36);
            estate.agent().kill();
            commit(isTheOlderOver ? older : newer, topic, 36);
            estate.write(topic, 10);
            estate.deleteRecordsBefore(topic, 0, 37);
            int before = Files.readString(estate.agent().logFile()).length();
            estate.agent().restart();
            awaitPositions(topic, 37, 37, 47);
            logged = Files.readString(estate.agent().logFile()).substring(before);
            (isTheOlderOver ? newer : older).commitTransaction();
        }
        awaitPositions(topic, 37, isTheOlderOver ? 48 : 37, 48);

        long newerId =
                RawBatch.read(estate.source().dataDirectory(), topic, 0).get(2).producerId();
        assertThat(logged.lines().filter(line -> line.contains(topic + "-0: the source deleted ends of transactions")))
                .singleElement()
                .asString()
                .contains(
                        "WARN",
                        "offsets 36 to 36",
                        "producer ids (at the source) [" + newerId + "]",
                        "orbit resync --topic " + topic);
        estate.write(topic, 5);
        awaitPositions(topic, 37, isTheOlderOver ? 53 : 37, 53);
        assertThat(partition(topic).error()).isNull();
    }
}
