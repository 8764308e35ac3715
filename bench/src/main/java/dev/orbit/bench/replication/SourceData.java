// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.replication;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Fills the source with topics to copy. */
final class SourceData {

    private static final int DISTINCT_VALUES = 4_096;

    private final String bootstrapServers;
    private final Cluster source;
    private final int partitionCount;
    private final byte[][] values;

    /** Every topic gets the same records. */
    SourceData(String bootstrapServers, Cluster source, int partitionCount, int recordBytes) {
        this.bootstrapServers = bootstrapServers;
        this.source = source;
        this.partitionCount = partitionCount;
        this.values = values(recordBytes, new Random(1));
    }

    /** Creates a topic, writes it, and reads it once, so that every replicator finds it in memory. */
    Dataset load(String topic, String codec, long recordCount) {
        source.createTopic(topic, partitionCount);
        write(topic, codec, recordCount);
        readOnce(topic, recordCount);
        return new Dataset(topic, codec, partitionCount, recordCount, source.logBytes(topic, source.onlyBroker()));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback keeps the first failure
    private void write(String topic, String codec, long recordCount) {
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        try (KafkaProducer<byte[], byte[]> producer = producer(codec)) {
            for (long i = 0; i < recordCount && failure.get() == null; i++) {
                byte[] value = values[(int) (i % values.length)];
                producer.send(
                        new ProducerRecord<>(topic, (int) (i % partitionCount), null, value),
                        (metadata, exception) -> failure.compareAndSet(null, exception));
            }
        }
        if (failure.get() != null) {
            throw new IllegalStateException("Cannot write " + topic + ".", failure.get());
        }
    }

    private KafkaProducer<byte[], byte[]> producer(String codec) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "compression.type",
                        codec,
                        "batch.size",
                        128 << 10,
                        "linger.ms",
                        100,
                        "buffer.memory",
                        64 << 20,
                        "acks",
                        "1",
                        "enable.idempotence",
                        "false"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private void readOnce(String topic, long recordCount) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "max.partition.fetch.bytes",
                        8 << 20,
                        "max.poll.records",
                        10_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(Cluster.partitions(topic, partitionCount));
            consumer.seekToBeginning(consumer.assignment());
            long count = 0;
            while (count < recordCount) {
                count += consumer.poll(Duration.ofMillis(500)).count();
            }
        }
    }

    /** Documents as applications write them: field names and words that repeat, numbers that do not. */
    private static byte[][] values(int recordBytes, Random random) {
        byte[][] values = new byte[DISTINCT_VALUES][];
        Arrays.setAll(values, i -> value(recordBytes, random));
        return values;
    }

    private static byte[] value(int recordBytes, Random random) {
        StringBuilder text = new StringBuilder(recordBytes + 100);
        while (text.length() < recordBytes) {
            text.append(String.format(
                    Locale.ROOT,
                    "{\"order\":\"%016x\",\"customer\":%d,\"status\":\"%s\",\"amount\":%d.%02d},",
                    random.nextLong(),
                    random.nextInt(1_000_000),
                    random.nextBoolean() ? "shipped" : "accepted",
                    random.nextInt(1_000),
                    random.nextInt(100)));
        }
        return Arrays.copyOf(text.toString().getBytes(StandardCharsets.US_ASCII), recordBytes);
    }
}
