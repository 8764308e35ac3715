// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.RawProducer;
import dev.orbit.agent.trial.SharedTrial;
import dev.orbit.agent.trial.Trial;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.MigrationState;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a proxied producer hears of a source that does not take what it sends, or not at once. */
@ExtendWith(SharedTrial.class)
@Timeout(180)
class SourceWordsIT {

    private static final Map<String, Object> PLAIN = Map.of("enable.idempotence", false, "acks", "1");

    /** The client that the source sees. */
    private static final String PROXY = "orbit-proxy-" + Documents.LINK;

    private static final String QUOTA = "producer_byte_rate";
    private static final int QUOTA_BYTES_PER_SECOND = 100_000;

    /** Of 10 kB each: some two seconds' worth beyond the window that is let through. */
    private static final int THROTTLED = 120;

    private final Trial trial;

    SourceWordsIT(Trial trial) {
        this.trial = trial;
    }

    /** What the source has against a record is told in its own words. */
    @Test
    void passesTheSourcesRefusalsOn() throws Exception {
        trial.source().createTopic("words-small", 1, Map.of("max.message.bytes", "1000"));
        trial.api().put(Documents.putMapping("words-small", new AutoMigration(true)));
        trial.awaitState("words-small", MigrationState.PROXY);

        try (var producer = trial.destination().producer(PLAIN)) {
            assertThatThrownBy(() -> Cluster.send(producer, "words-small", 0, "x".repeat(5_000)))
                    .isInstanceOf(org.apache.kafka.common.errors.RecordTooLargeException.class);
            assertThat(Cluster.send(producer, "words-small", 0, "x").offset()).isZero();
        }
    }

    /** As any broker does, whatever the state. */
    @Test
    void refusesAcksThatNoBrokerKnows() throws Exception {
        trial.mirror("words-acks-reject", 1);
        trial.proxy("words-acks-proxy", 1);
        trial.destination().createTopic("words-acks-own", 1);

        try (RawProducer producer = new RawProducer(trial.agent().bootstrapServers())) {
            for (String topic : List.of("words-acks-own", "words-acks-proxy", "words-acks-reject")) {
                for (short acks : new short[] {2, -2}) {
                    assertThat(producer.send(topic, 0, record("no"), acks))
                            .as("acks %s, %s", acks, topic)
                            .isEqualTo(Errors.INVALID_REQUIRED_ACKS);
                }
            }
            assertThat(producer.send("words-acks-proxy", 0, record("yes"), (short) 1))
                    .isEqualTo(Errors.NONE);
        }
        assertThat(trial.source().values("words-acks-proxy")).containsExactly("yes");
    }

    private static MemoryRecords record(String value) {
        return MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(value.getBytes(UTF_8)));
    }

    /** Which of a batch's records it is, in the place where Kafka's clients look for it. */
    @Test
    void passesOnWhatTheSourceHasAgainstSingleRecords() throws Exception {
        trial.source().createTopic("words-keys", 1, Map.of("cleanup.policy", "compact"));
        trial.api().put(Documents.putMapping("words-keys", new AutoMigration(true)));
        trial.awaitState("words-keys", MigrationState.PROXY);

        try (var producer = trial.destination().producer(PLAIN)) {
            assertThatThrownBy(
                            () -> producer.send(new ProducerRecord<>("words-keys", 0, null, "no key".getBytes(UTF_8)))
                                    .get(30, TimeUnit.SECONDS))
                    .rootCause()
                    .isInstanceOf(InvalidRecordException.class)
                    .hasMessageStartingWith("Compacted topic cannot accept message without key");
        }
    }

    /** The proxy waits as long as the source says, and its producers with it: none of them has an error of it. */
    @Test
    void aSourceThatThrottlesIsNoErrorToAnApplication() throws Exception {
        trial.proxy("words-throttled", 1);
        String value = "x".repeat(10_000);
        quota(trial.source(), PROXY, (double) QUOTA_BYTES_PER_SECOND);
        long beganNanos = System.nanoTime();
        try (var producer = trial.destination().producer(Map.of("linger.ms", 0, "batch.size", 20_000))) {
            List<Future<RecordMetadata>> sent = IntStream.range(0, THROTTLED)
                    .mapToObj(i -> producer.send(Cluster.record("words-throttled", 0, value)))
                    .toList();
            for (int i = 0; i < sent.size(); i++) {
                assertThat(sent.get(i).get(100, TimeUnit.SECONDS).offset()).isEqualTo(i);
            }
        } finally {
            quota(trial.source(), PROXY, null);
        }
        // a window of ten seconds is let through before the source throttles
        assertThat(System.nanoTime() - beganNanos).isGreaterThan(TimeUnit.SECONDS.toNanos(1));
        assertThat(trial.source().end("words-throttled", 0)).isEqualTo(THROTTLED);
    }

    /** A client's quota at the destination holds whatever becomes of its records. */
    @Test
    void theQuotasOfTheDestinationHoldForWhatIsForwarded() throws Exception {
        trial.proxy("words-quota", 1);
        String client = "words-quota-client";
        quota(trial.destination(), client, (double) QUOTA_BYTES_PER_SECOND);
        String value = "x".repeat(10_000);
        try (var producer = trial.destination()
                .producer(
                        Map.of("client.id", client, "linger.ms", 0, "batch.size", 20_000, "buffer.memory", 8 << 20))) {
            List<Future<RecordMetadata>> sent = IntStream.range(0, 300)
                    .mapToObj(i -> producer.send(Cluster.record("words-quota", 0, value)))
                    .toList();
            await().atMost(Trial.WITHIN).until(() -> throttleTimeMs(producer) > 0);
            quota(trial.destination(), client, null);
            for (int i = 0; i < sent.size(); i++) {
                assertThat(sent.get(i).get(100, TimeUnit.SECONDS).offset()).isEqualTo(i);
            }
        } finally {
            quota(trial.destination(), client, null);
        }
        assertThat(trial.source().end("words-quota", 0)).isEqualTo(300);
    }

    private static double throttleTimeMs(KafkaProducer<byte[], byte[]> producer) {
        return producer.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("produce-throttle-time-max"))
                .mapToDouble(metric -> (double) metric.getValue().metricValue())
                .filter(Double::isFinite)
                .max()
                .orElse(0);
    }

    private static void quota(Cluster cluster, String client, @Nullable Double bytesPerSecond) throws Exception {
        ClientQuotaEntity entity = new ClientQuotaEntity(Collections.singletonMap(ClientQuotaEntity.CLIENT_ID, client));
        cluster.admin()
                .alterClientQuotas(List.of(new ClientQuotaAlteration(
                        entity, List.of(new ClientQuotaAlteration.Op(QUOTA, bytesPerSecond)))))
                .all()
                .get(30, TimeUnit.SECONDS);
    }
}
