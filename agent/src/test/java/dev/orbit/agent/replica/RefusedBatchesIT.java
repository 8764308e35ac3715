// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.trial.AnySource;
import dev.orbit.agent.trial.LogFiles;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Batches that a leader would refuse, though the source holds them: the mirror takes them all the same. */
@AnySource
@Timeout(240)
class RefusedBatchesIT {

    private static final int MIB = 1 << 20;
    private static final long PRODUCER_ID = 4_711;
    private static final int LEADER_EPOCH = 0;

    @TempDir
    static Path directory;

    private static Estate estate;
    private static LogFiles sourceFiles;

    @BeforeAll
    static void writeAndMirror() throws Exception {
        estate = Estate.start(directory, options -> options.with("message.max.bytes", Integer.toString(8 * MIB)));
        sourceFiles = new LogFiles(estate.source().dataDirectory());
        writeLargeBatches();
        for (String topic : List.of("epochs", "markers", "format-0", "format-1")) {
            estate.createTopic(topic, 1, Map.of());
        }
        estate.source().stop();
        sourceFiles.write("epochs", epochsThatGoBack());
        sourceFiles.write("markers", coordinatorEpochsThatGoBack());
        sourceFiles.write("format-0", ofFormat((byte) 0));
        sourceFiles.write("format-1", ofFormat((byte) 1));
        estate.source().restart();
        estate.createTopic("corrupt", 6, Map.of());
        estate.declare(Estate.regex(0, ".*", ""));
    }

    @AfterAll
    static void stop() {
        estate.close();
    }

    private static void writeLargeBatches() throws Exception {
        estate.createTopic("above-default", 1, Map.of());
        estate.createTopic("above-lowered", 1, Map.of("max.message.bytes", Integer.toString(7 * MIB)));
        estate.createTopic("chunk-above-segment", 1, Map.of("segment.bytes", Integer.toString(MIB)));
        estate.createTopic("batch-above-segment", 1, Map.of());
        try (var producer = estate.producer(Map.of())) {
            for (String topic : List.of("above-default", "above-lowered", "batch-above-segment")) {
                Estate.batch(producer, topic, 0, 2);
                largeBatch(producer, topic, 3 * MIB);
                Estate.batch(producer, topic, 0, 2);
                largeBatch(producer, topic, 5 * MIB);
            }
            for (int i = 0; i < 40; i++) {
                largeBatch(producer, "chunk-above-segment", 300_000);
            }
        }
        estate.configureTopic("above-lowered", "max.message.bytes", "100000");
        estate.configureTopic("batch-above-segment", "segment.bytes", Integer.toString(MIB));
    }

    private static void largeBatch(KafkaProducer<byte[], byte[]> producer, String topic, int bytes) throws Exception {
        byte[] value = new byte[bytes];
        new Random(bytes).nextBytes(value);
        var sent = producer.send(new ProducerRecord<>(topic, 0, null, value));
        producer.flush();
        sent.get();
    }

    private static List<ByteBuffer> epochsThatGoBack() {
        return List.of(
                idempotent(0, (short) 5, 0),
                idempotent(2, (short) 5, 2),
                // expired at the source, and begun anew with an older epoch
                idempotent(4, (short) 3, 0),
                idempotent(6, (short) 6, 0),
                // a sequence that skips
                idempotent(8, (short) 6, 40));
    }

    private static ByteBuffer idempotent(long baseOffset, short epoch, int sequence) {
        return MemoryRecords.withIdempotentRecords(
                        baseOffset,
                        Compression.NONE,
                        PRODUCER_ID,
                        epoch,
                        sequence,
                        LEADER_EPOCH,
                        record("first of " + baseOffset),
                        record("second of " + baseOffset))
                .buffer();
    }

    private static List<ByteBuffer> coordinatorEpochsThatGoBack() {
        return List.of(
                transactional(0, 0),
                marker(2, ControlRecordType.COMMIT, 9),
                transactional(3, 2),
                marker(5, ControlRecordType.ABORT, 4),
                transactional(6, 4),
                marker(8, ControlRecordType.COMMIT, 4));
    }

    private static ByteBuffer transactional(long baseOffset, int sequence) {
        return MemoryRecords.withTransactionalRecords(
                        baseOffset,
                        Compression.NONE,
                        PRODUCER_ID,
                        (short) 1,
                        sequence,
                        LEADER_EPOCH,
                        record("first of " + baseOffset),
                        record("second of " + baseOffset))
                .buffer();
    }

    private static ByteBuffer marker(long offset, ControlRecordType type, int coordinatorEpoch) {
        return MemoryRecords.withEndTransactionMarker(
                        offset,
                        System.currentTimeMillis(),
                        LEADER_EPOCH,
                        PRODUCER_ID,
                        (short) 1,
                        new EndTransactionMarker(type, coordinatorEpoch))
                .buffer();
    }

    private static List<ByteBuffer> ofFormat(byte magic) {
        return List.of(
                MemoryRecords.withRecords(
                                magic, 0, Compression.NONE, TimestampType.CREATE_TIME, record("plain"), record("text"))
                        .buffer(),
                MemoryRecords.withRecords(
                                magic,
                                2,
                                Compression.gzip().build(),
                                TimestampType.CREATE_TIME,
                                record("packed"),
                                record("tight"),
                                record("ly"))
                        .buffer(),
                MemoryRecords.withRecords(5L, Compression.NONE, LEADER_EPOCH, record("new"))
                        .buffer());
    }

    private static SimpleRecord record(String value) {
        return new SimpleRecord(System.currentTimeMillis(), Estate.bytes("key"), Estate.bytes(value));
    }

    @Test
    void aBatchAboveTheDestinationsDefaultSize() {
        estate.assertSame("above-default");
    }

    @Test
    void aBatchAboveTheTopicsPresentSize() {
        estate.assertSame("above-lowered");
    }

    @Test
    void aBatchAboveTheSegmentsPresentSize() throws Exception {
        estate.assertSame("batch-above-segment");
        // what the source's topic allows holds no such batch any more, and Kafka appends none that is larger
        assertThat(segmentBytes(estate.sourceAdmin(), "batch-above-segment")).isEqualTo(MIB);
        assertThat(segmentBytes(estate.agentAdmin(), "batch-above-segment")).isBetween(5 * MIB, 6 * MIB);
        assertThat(estate.topic("batch-above-segment").error()).isNull();
    }

    private static int segmentBytes(Admin cluster, String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return Integer.parseInt(cluster.describeConfigs(List.of(resource))
                .all()
                .get(30, TimeUnit.SECONDS)
                .get(resource)
                .get("segment.bytes")
                .value());
    }

    @Test
    void anAnswerOfManySegments() {
        estate.assertSame("chunk-above-segment");
    }

    @Test
    void aProducerEpochThatGoesBack() {
        estate.assertSame("epochs");
        assertThat(Line.read(estate.agentClient(), "epochs", IsolationLevel.READ_COMMITTED))
                .hasSize(10);
    }

    @Test
    void aCoordinatorEpochThatGoesBack() {
        estate.assertSame("markers");
        assertThat(Line.read(estate.agentClient(), "markers", IsolationLevel.READ_COMMITTED))
                .extracting(Line::offset)
                .containsExactly(0L, 1L, 6L, 7L);
    }

    @Test
    void messageFormat0() {
        estate.assertSame("format-0");
    }

    @Test
    void messageFormat1() {
        estate.assertSame("format-1");
        assertThat(Line.read(estate.agentClient(), "format-1", IsolationLevel.READ_COMMITTED))
                .hasSize(6);
    }

    @Test
    void aDamagedBatchIsReportedAndNotAppendedAndTheMirrorGoesOnOnceItIsMended() throws Exception {
        long damaged;
        try (var producer = estate.producer(Map.of())) {
            Estate.batch(producer, "corrupt", 0, 5);
            estate.assertSame("corrupt");
            estate.agent().suspend();
            Estate.batch(producer, "corrupt", 0, 3);
            for (int partition = 1; partition < 6; partition++) {
                Estate.batch(producer, "corrupt", partition, 4);
            }
            damaged = sourceFiles.size("corrupt") - 2;
            sourceFiles.flip("corrupt", damaged);
            estate.agent().resume();
        }

        await().atMost(Estate.SOON)
                .untilAsserted(() -> assertThat(estate.topic("corrupt").error())
                        .isNotNull()
                        .contains("corrupt-0", "damaged batch at offset 5", "another replica"));
        // all others go on, those of the same fetcher too
        Positions whole = new Positions(0, 4, 4);
        await().atMost(Estate.SOON)
                .untilAsserted(() -> assertThat(Positions.of(estate.agentAdmin(), "corrupt"))
                        .containsExactly(new Positions(0, 5, 5), whole, whole, whole, whole, whole));

        sourceFiles.flip("corrupt", damaged);
        estate.assertSame("corrupt");
        await().atMost(Estate.SOON)
                .untilAsserted(() -> assertThat(estate.topic("corrupt").error()).isNull());
    }
}
