// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.RawProducer;
import dev.orbit.agent.trial.SharedTrial;
import dev.orbit.agent.trial.Trial;
import dev.orbit.schemas.MigrationState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A producer that begins while nobody takes its batches. A log accepts any first sequence number of a producer: were a later
 * batch taken first, the earlier one would be out of order for ever.
 */
@ExtendWith(SharedTrial.Holdable.class)
@Timeout(120)
class OvertakingIT {

    private static final long PRODUCER = 4_711;

    private final Trial trial;

    OvertakingIT(Trial trial) {
        this.trial = trial;
    }

    @Test
    void aBatchThatDidNotReachTheSourceIsNotOvertaken() throws Exception {
        trial.proxy("overtaking-proxy", 1);
        try (RawProducer producer = new RawProducer(trial.agent().bootstrapServers())) {
            loseTheFirst(producer, "overtaking-proxy");

            assertTakenInOrder(producer, "overtaking-proxy");
        }
        assertThat(trial.source().values("overtaking-proxy")).containsExactly("4712-0", "4711-0", "4711-1");
    }

    /** The earlier one was refused in PROXY, and the later one comes when the topic is COMPLETE. */
    @Test
    void norIsItAfterTheCutover() throws Exception {
        trial.proxy("overtaking-complete", 1);
        try (RawProducer producer = new RawProducer(trial.agent().bootstrapServers())) {
            loseTheFirst(producer, "overtaking-complete");
            trial.api().initiate("overtaking-complete");
            trial.awaitState("overtaking-complete", MigrationState.COMPLETE);

            assertTakenInOrder(producer, "overtaking-complete");
        }
        assertThat(trial.destination().values("overtaking-complete")).containsExactly("4712-0", "4711-0", "4711-1");
    }

    @Test
    void aProducerThatBeganInAnOutageGoesOnAfterIt() throws Exception {
        trial.proxy("overtaking-outage", 1);
        Map<String, Object> aBatchForEach = Map.of("batch.size", 0, "delivery.timeout.ms", 60_000);
        try (KafkaProducer<byte[], byte[]> producer = trial.destination().producer(aBatchForEach)) {
            trial.requests().loseProducesWith("first");
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            try {
                for (String value : List.of("first", "second", "third")) {
                    sent.add(producer.send(Cluster.record("overtaking-outage", 0, value)));
                }
                trial.requests().awaitLost(3);
            } finally {
                trial.requests().release();
            }

            for (Future<RecordMetadata> each : sent) {
                assertThat(each.get(90, TimeUnit.SECONDS).hasOffset()).isTrue();
            }
        }
        assertThat(trial.source().values("overtaking-outage")).containsExactly("first", "second", "third");
    }

    private void loseTheFirst(RawProducer producer, String topic) throws Exception {
        trial.requests().loseProducesWith("4711-0");
        try {
            assertThat(send(producer, topic, 0)).isEqualTo(Errors.NOT_ENOUGH_REPLICAS);
        } finally {
            trial.requests().release();
        }
        // of another producer, who waits for nobody
        await().atMost(Trial.WITHIN).until(() -> producer.send(topic, 0, batch(PRODUCER + 1, 0)) == Errors.NONE);
    }

    private static void assertTakenInOrder(RawProducer producer, String topic) throws Exception {
        assertThat(send(producer, topic, 1)).isEqualTo(Errors.NOT_ENOUGH_REPLICAS);
        assertThat(send(producer, topic, 0)).isEqualTo(Errors.NONE);
        assertThat(send(producer, topic, 1)).isEqualTo(Errors.NONE);
    }

    private static Errors send(RawProducer producer, String topic, int sequence) throws Exception {
        return producer.send(topic, 0, batch(PRODUCER, sequence));
    }

    private static MemoryRecords batch(long producer, int sequence) {
        return MemoryRecords.withIdempotentRecords(
                Compression.NONE,
                producer,
                (short) 0,
                sequence,
                new SimpleRecord((producer + "-" + sequence).getBytes(UTF_8)));
    }
}
