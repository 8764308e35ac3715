// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.work;

import dev.orbit.agent.soak.history.ProxyUse;
import dev.orbit.agent.soak.history.Sender;
import dev.orbit.agent.soak.history.TopicModel;
import dev.orbit.agent.soak.ledger.Generation;
import dev.orbit.agent.soak.ledger.Receipt;
import dev.orbit.agent.soak.ledger.Receipts;
import dev.orbit.agent.soak.ledger.Stamp;
import dev.orbit.agent.soak.stage.Cluster;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes to proxied topics, wherever Orbit puts it, and keeps what it was told. */
final class ProxiedWriters {

    private static final int LARGE_SHARE = 10;
    private static final int SMALL_BYTES_MAX = 200;

    /**
     * Longer than all faults of a round: a producer that gives a record up begins a new epoch, and may then repeat others that
     * were taken already. That is Kafka's, and would hide what is Orbit's.
     */
    private static final Map<String, Object> IDEMPOTENT = Map.of(
            "enable.idempotence", true,
            "acks", "all",
            "request.timeout.ms", 8_000,
            "delivery.timeout.ms", 150_000,
            "max.block.ms", 60_000);

    /** Without idempotence a second try may be a second record; so there is none, and twice is never right. */
    private static final Map<String, Object> ONCE = Map.of(
            "enable.idempotence", false,
            "acks", "1",
            "retries", 0,
            "request.timeout.ms", 8_000,
            "delivery.timeout.ms", 20_000,
            "max.block.ms", 20_000);

    private final Cluster source;
    private final Cluster agent;
    private final Receipts receipts;

    ProxiedWriters(Cluster source, Cluster agent, Receipts receipts) {
        this.source = source;
        this.agent = agent;
        this.receipts = receipts;
    }

    /** @param writer of the stamps */
    void send(ProxyUse.Send send, TopicModel topic, int writer) throws InterruptedException {
        Map<String, Object> properties = (send.sender() == Sender.PAST_ORBIT ? source : agent)
                .client(send.sender() == Sender.ONCE ? ONCE : IDEMPOTENT);
        properties.put("compression.type", send.compression());
        Map<Integer, Integer> sequences = new HashMap<>();
        Random random = new Random(send.seed());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            long beganNanos = System.nanoTime();
            for (int i = 0; i < send.records(); i++) {
                int partition = i % topic.partitions();
                Stamp stamp = new Stamp(writer, partition, sequences.merge(partition, 1, Integer::sum) - 1);
                send(producer, send, stamp, stamp.value(filling(random, send.bytesMax())));
                long dueMs = (long) send.spreadMs() * i / send.records();
                long leftMs = dueMs - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
                if (leftMs > 0) {
                    TimeUnit.MILLISECONDS.sleep(leftMs);
                }
            }
        }
    }

    private static byte[] filling(Random random, int bytesMax) {
        int size = random.nextInt(random.nextInt(LARGE_SHARE) == 0 ? bytesMax : Math.min(bytesMax, SMALL_BYTES_MAX));
        byte[] filling = new byte[size];
        random.nextBytes(filling);
        return filling;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback is told the same
    private void send(KafkaProducer<byte[], byte[]> producer, ProxyUse.Send send, Stamp stamp, byte[] value) {
        receipts.sent(send.topic(), stamp, send.sender(), Generation.hash(value));
        try {
            producer.send(new ProducerRecord<>(send.topic(), stamp.partition(), null, value), (metadata, failure) -> {
                if (failure == null) {
                    receipts.acknowledged(
                            send.topic(), stamp, metadata.hasOffset() ? metadata.offset() : Receipt.SOMEWHERE);
                }
            });
        } catch (TimeoutException e) {
            // no metadata, or no room: it was not sent
        }
    }
}
