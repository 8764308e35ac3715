// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.idle;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes single records to random partitions of the source and sees when a consumer of the destination has them. */
final class ArrivalProbe {

    private static final long BETWEEN_NANOS = 10_000_000;
    private static final Duration ARRIVED_WITHIN = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(100);

    private final String source;
    private final String destination;
    private final List<TopicPartition> partitions;

    ArrivalProbe(String source, String destination, List<TopicPartition> partitions) {
        this.source = source;
        this.destination = destination;
        this.partitions = partitions;
    }

    /**
     * Each record's way, in ms, in no order.
     *
     * @param warmUpCount records before them, which do not count: the probe's own first fetch of thousands of partitions
     *     takes seconds, and what is compiled while it runs is not what will run
     * @throws IllegalStateException if one does not arrive
     */
    List<Double> ways(int recordCount, int warmUpCount) throws InterruptedException {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", destination, "fetch.max.wait.ms", 500),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            // evaluated now: what is written from here on arrives
            partitions.forEach(consumer::position);
            sent(consumer, warmUpCount);
            return sent(consumer, recordCount);
        }
    }

    private List<Double> sent(KafkaConsumer<byte[], byte[]> consumer, int recordCount) throws InterruptedException {
        Thread writer = new Thread(() -> write(recordCount), "probe-writer");
        writer.start();
        List<Double> ways = read(consumer, recordCount);
        writer.join();
        return ways;
    }

    private void write(int recordCount) {
        Random random = new Random(1);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", source), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < recordCount; i++) {
                TopicPartition partition = partitions.get(random.nextInt(partitions.size()));
                byte[] now = ByteBuffer.allocate(Long.BYTES)
                        .putLong(System.nanoTime())
                        .array();
                var unused = producer.send(new ProducerRecord<>(partition.topic(), partition.partition(), null, now));
                LockSupport.parkNanos(BETWEEN_NANOS);
            }
        }
    }

    private static List<Double> read(KafkaConsumer<byte[], byte[]> consumer, int recordCount) {
        List<Double> ways = new ArrayList<>();
        long deadlineNanos = System.nanoTime() + recordCount * BETWEEN_NANOS + ARRIVED_WITHIN.toNanos();
        while (ways.size() < recordCount) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                ways.add((System.nanoTime() - ByteBuffer.wrap(record.value()).getLong()) / 1e6);
            }
            if (System.nanoTime() > deadlineNanos) {
                throw new IllegalStateException(
                        (recordCount - ways.size()) + " of " + recordCount + " records did not arrive.");
            }
        }
        return ways;
    }
}
