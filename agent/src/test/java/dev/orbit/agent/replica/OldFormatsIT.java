// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.SeedShape;
import dev.orbit.agent.lab.Seeds;
import dev.orbit.agent.trial.OldSource;
import dev.orbit.agent.verify.TopicPair;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.TopicMappingSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A source that keeps message format 0 or 1, as brokers before 0.10 and 0.11 do, plain and packed: the mirror holds its
 * very bytes.
 */
@OldSource
@ParameterizedClass(name = "format of {0}")
@CsvSource({"0.9.0, 0", "0.10.2, 1"})
@Timeout(240)
class OldFormatsIT {

    private static final List<SeedShape> SHAPES =
            List.of(SeedShape.EMPTY, SeedShape.PLAIN, SeedShape.KEYED, SeedShape.LARGE, SeedShape.COMPACTED);
    private static final List<String> CODECS = List.of("none", "gzip", "snappy", "lz4");
    /** Where a record batch has its magic byte, in every format. */
    private static final int MAGIC = 16;

    private static final Map<String, Object> PLAIN = Map.of("enable.idempotence", "false");

    @TempDir
    static Path directory;

    private static Estate estate;

    private final int magic;

    OldFormatsIT(String brokerVersion, int magic) {
        this.magic = magic;
    }

    @BeforeParameterizedClassInvocation
    static void start(String brokerVersion, int magic) throws Exception {
        estate = Estate.startAttentive(
                directory.resolve("format-" + magic),
                options -> options.with("log.message.format.version", brokerVersion));
        Map<String, Object> source = new HashMap<>(estate.sourceClient());
        source.putAll(PLAIN);
        try (Seeds seeds = new Seeds(source, 13)) {
            SHAPES.forEach(shape -> seeds.write(shape, "seed-" + shape.topicSuffix()));
        }
        writeEveryCodec("seed-codecs");
        estate.declare(
                Estate.regex(1, "(seed|live)-.*", ""),
                TopicMappingSpec.regex(Documents.LINK, 0, "proxied-.*", "").withAutoMigration(new AutoMigration(true)));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        estate.close();
    }

    private static void writeEveryCodec(String topic) throws Exception {
        estate.createTopic(topic, 1, Map.of());
        for (String codec : CODECS) {
            writeBatches(topic, codec);
        }
    }

    /** Batches of five and of one, one with keys and values that are null and empty, and timestamps of their own. */
    private static void writeBatches(String topic, String codec) throws Exception {
        try (var producer = producer(Map.of("compression.type", codec))) {
            Estate.batch(producer, topic, 0, 5);
            Estate.batch(producer, topic, 0, 1);
            for (ProducerRecord<byte[], byte[]> record : List.of(
                    new ProducerRecord<byte[], byte[]>(topic, 0, 1_000_000_002_000L, Estate.bytes("tombstone"), null),
                    new ProducerRecord<byte[], byte[]>(topic, 0, 1_000_000_001_000L, null, new byte[0]),
                    new ProducerRecord<byte[], byte[]>(topic, 0, 0L, new byte[0], Estate.bytes(codec)))) {
                var unused = producer.send(record);
            }
            producer.flush();
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(PLAIN);
        all.putAll(properties);
        return estate.producer(all);
    }

    private static byte[] segment(Path dataDirectory, String topic) throws IOException {
        return Files.readAllBytes(dataDirectory.resolve(topic + "-0").resolve("00000000000000000000.log"));
    }

    private void assertSameBytes(String topic) throws Exception {
        estate.assertSame(topic);
        byte[] source = segment(estate.source().dataDirectory(), topic);
        assertThat(source[MAGIC]).isEqualTo((byte) magic);
        assertThat(segment(estate.agent().dataDirectory(), topic)).isEqualTo(source);
    }

    @Test
    void theMirrorHoldsTheVeryBytesWhateverTheirCodec() throws Exception {
        assertSameBytes("seed-codecs");

        List<Line> lines = Line.read(estate.agentClient(), "seed-codecs", IsolationLevel.READ_COMMITTED);
        assertThat(lines).hasSize(CODECS.size() * 9);
        assertThat(lines)
                .extracting(Line::timestampType)
                .containsOnly(magic == 0 ? TimestampType.NO_TIMESTAMP_TYPE : TimestampType.CREATE_TIME);
    }

    @Test
    void theMirrorIsTheSourceInEveryShape() {
        SHAPES.forEach(shape -> estate.assertSame("seed-" + shape.topicSuffix()));
    }

    @Test
    void theLogStartsInsideAPackedBatch() throws Exception {
        estate.createTopic("cut-packed", 1, Map.of());
        try (var producer = producer(Map.of("compression.type", "gzip"))) {
            Estate.batch(producer, "cut-packed", 0, 10);
            Estate.batch(producer, "cut-packed", 0, 10);
        }
        estate.deleteRecordsBefore("cut-packed", 0, 4);
        estate.api().change(List.of(new Change.PutTopicMapping(Estate.literal(2, "cut-packed", "cut-packed"), 0)));
        estate.assertSame("cut-packed");

        estate.agent().kill();
        estate.agent().restart();
        estate.deleteRecordsBefore("cut-packed", 0, 14);
        writeBatches("cut-packed", "none");

        estate.assertSame("cut-packed");
        assertThat(Positions.of(estate.agentAdmin(), "cut-packed")).containsExactly(new Positions(14, 29, 29));
    }

    /** The mirror has the topic's own cleaner settings, and Kafka of today still cleans what was written so long ago. */
    @Test
    void theMirrorIsCompactedToo() throws Exception {
        estate.createTopic(
                "live-compacted",
                1,
                Map.of("cleanup.policy", "compact", "segment.ms", "1", "min.cleanable.dirty.ratio", "0.001"));
        try (var plain = producer(Map.of());
                var packed = producer(Map.of("compression.type", "gzip"))) {
            for (int i = 0; i < 20; i++) {
                Estate.batch(plain, "live-compacted", 0, 5);
                Estate.batch(packed, "live-compacted", 0, 5);
            }
        }
        estate.awaitMirrored(TopicPair.same("live-compacted"));

        // the last segment is left alone
        await().atMost(Estate.SOON)
                .untilAsserted(() -> assertThat(
                                Line.read(estate.agentClient(), "live-compacted", IsolationLevel.READ_COMMITTED))
                        .hasSizeLessThanOrEqualTo(10));
        assertThat(Line.read(estate.agentClient(), "live-compacted", IsolationLevel.READ_COMMITTED))
                .extracting(Line::offset)
                .endsWith(195L, 196L, 197L, 198L, 199L);
    }

    @Test
    void liveWritesAreMirroredAndTheLagIsKnown() throws Exception {
        estate.createTopic("live-load", 1, Map.of());
        try (var plain = producer(Map.of());
                var packed = producer(Map.of("compression.type", "lz4"))) {
            for (int i = 0; i < 30; i++) {
                Estate.batch(plain, "live-load", 0, 200);
                Estate.batch(packed, "live-load", 0, 200);
            }
        }

        assertSameBytes("live-load");
        await().atMost(Estate.SOON).untilAsserted(() -> {
            assertThat(estate.topic("live-load").offsetLag()).isZero();
            assertThat(estate.topic("live-load").timeLagSeconds()).isZero();
            assertThat(estate.topic("live-load").error()).isNull();
        });
    }

    @Test
    void aMirrorBeginsAtATimestampOnlyWhereTheFormatHasSome() throws Exception {
        Instant begin = Instant.now().minusSeconds(3_600);
        estate.createTopic("since", 1, Map.of());
        try (var producer = producer(Map.of("compression.type", "gzip"))) {
            for (int second = 0; second < 20; second++) {
                var unused = producer.send(new ProducerRecord<>(
                        "since", 0, begin.plusSeconds(second).toEpochMilli(), null, Estate.bytes("at " + second)));
            }
        }
        TopicMappingSpec mapping = TopicMappingSpec.literal(Documents.LINK, 2, "since", "since")
                .since(begin.plusSeconds(13).toString());
        estate.api().change(List.of(new Change.PutTopicMapping(mapping, 0)));

        await().atMost(Estate.SOON).ignoreExceptions().untilAsserted(() -> {
            if (magic == 0) {
                assertThat(estate.link().error()).contains("since", "message format 0", "earliest or the latest");
            } else {
                assertThat(Positions.of(estate.agentAdmin(), "since")).containsExactly(new Positions(13, 20, 20));
            }
        });
        long revision = 1;
        estate.api().change(List.of(new Change.DeleteTopicMapping(Documents.LINK, "since", revision)));
    }

    @Test
    void aPlainProducerIsProxiedAndAnIdempotentOneIsToldWhatToDo() throws Exception {
        String topic = "proxied-orders";
        estate.createTopic(topic, 1, Map.of());
        awaitState(topic, MigrationState.PROXY);
        try (var plain = producerToAgent(PLAIN);
                var idempotent = producerToAgent(Map.of())) {
            Estate.batch(plain, topic, 0, 5);
            assertThatThrownBy(() -> Estate.batch(idempotent, topic, 0, 1))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(UnsupportedForMessageFormatException.class)
                    .hasMessageContaining("enable.idempotence=false");
            Estate.batch(plain, topic, 0, 5);
            assertSameBytes(topic);
        }

        await().atMost(Estate.SOON)
                .until(() -> Objects.equals(estate.topic(topic).offsetLag(), 0L));
        var answer = estate.api().initiate(new InitiateRequest(null, List.of(topic), null, false, null, null, null));
        assertThat(answer.initiated()).as("%s", answer).containsExactly(topic);
        awaitState(topic, MigrationState.COMPLETE);
        try (var idempotent = producerToAgent(Map.of())) {
            Estate.batch(idempotent, topic, 0, 3);
        }
        List<Line> atDestination = Line.read(estate.agentClient(), topic, IsolationLevel.READ_COMMITTED);
        assertThat(atDestination).extracting(Line::offset).hasSize(13).endsWith(12L);
        assertThat(atDestination.subList(0, 10))
                .isEqualTo(Line.read(estate.sourceClient(), topic, IsolationLevel.READ_COMMITTED));
    }

    private static KafkaProducer<byte[], byte[]> producerToAgent(Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(estate.agentClient());
        all.put("linger.ms", 60_000);
        all.putAll(properties);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void awaitState(String topic, MigrationState state) {
        await(topic + " " + state)
                .atMost(Estate.SOON)
                .ignoreExceptions()
                .until(() -> estate.topic(topic).state() == state);
    }
}
