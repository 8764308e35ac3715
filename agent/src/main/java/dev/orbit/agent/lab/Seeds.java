// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lab;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * What the {@link SeedShape}s are written with: topics, batches of a known size, transactions, and waiting for the
 * broker's cleaner. The same seed writes the same keys and values. Not thread-safe.
 */
public final class Seeds implements AutoCloseable {

    private static final long ANSWER_WITHIN_S = 60;
    private static final long AGE_OF_FIRST_RECORD_MS = 3_600_000;

    private final Map<String, Object> cluster;
    private final Admin admin;
    private final Random random;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    // Younger than any retention, or a cluster would delete the records before the test is over.
    private long nextTimestampMs = System.currentTimeMillis() - AGE_OF_FIRST_RECORD_MS;

    /**
     * Connects to the cluster to write to.
     *
     * @param cluster client properties with {@code bootstrap.servers}, and credentials where it wants some
     * @param seed of the random values
     */
    public Seeds(Map<String, ?> cluster, long seed) {
        this.cluster = Map.copyOf(cluster);
        this.admin = Admin.create(this.cluster);
        this.random = new Random(seed);
    }

    /** Creates a topic per shape, called by the shape's name with this prefix, and fills it. */
    public List<String> writeAll(String prefix) {
        return List.of(SeedShape.values()).stream()
                .map(shape -> write(shape, prefix + shape.topicSuffix()))
                .toList();
    }

    /**
     * Creates the topic and fills it.
     *
     * @throws IllegalStateException if the cluster refuses a record
     */
    public String write(SeedShape shape, String topic) {
        shape.write(this, topic);
        if (failure.get() != null) {
            throw new IllegalStateException("Cannot write " + topic + ".", failure.get());
        }
        return topic;
    }

    @Override
    public void close() {
        admin.close();
    }

    void createTopic(String topic, int partitions, Map<String, String> config) {
        await(admin.createTopics(List.of(new NewTopic(topic, partitions, (short) -1).configs(config)))
                .all());
    }

    /** Moves the log start offset up. */
    void deleteRecordsBefore(String topic, int partition, long offset) {
        await(admin.deleteRecords(Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(offset)))
                .all());
    }

    /** A producer whose batches end where {@code flush} is called, unless it is given other properties. */
    KafkaProducer<byte[], byte[]> producer(Map<String, ?> properties) {
        Map<String, Object> all = new HashMap<>(cluster);
        all.put(ProducerConfig.LINGER_MS_CONFIG, 60_000);
        all.put(ProducerConfig.BATCH_SIZE_CONFIG, 4 << 20);
        all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 8 << 20);
        all.putAll(properties);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    KafkaProducer<byte[], byte[]> transactionalProducer(String transactionalId) {
        KafkaProducer<byte[], byte[]> producer =
                producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId));
        producer.initTransactions();
        return producer;
    }

    /** A record with the next timestamp of an even clock, a millisecond after the last. */
    ProducerRecord<byte[], byte[]> record(String topic, int partition, byte @Nullable [] key, byte @Nullable [] value) {
        return new ProducerRecord<>(topic, partition, nextTimestampMs++, key, value);
    }

    /** Writes one batch: {@code count} records with keys {@code k0 ...} and short random values. */
    void batch(KafkaProducer<byte[], byte[]> producer, String topic, int partition, int count) {
        for (int i = 0; i < count; i++) {
            send(producer, record(topic, partition, bytes("k" + i), value(20 + random.nextInt(80))));
        }
        producer.flush();
    }

    /** Hands the record over; {@link KafkaProducer#flush} ends its batch. */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback keeps the first failure
    void send(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        producer.send(record, (metadata, exception) -> failure.compareAndSet(null, exception));
    }

    /** Letters at random, which compress, but not to nothing. */
    byte[] value(int length) {
        byte[] value = new byte[length];
        for (int i = 0; i < length; i++) {
            value[i] = (byte) ('a' + random.nextInt(16));
        }
        return value;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns once the cleaner has left at most this many records of a partition. */
    void awaitCompaction(String topic, int partition, int recordsMax) {
        Map<String, Object> properties = new HashMap<>(cluster);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        try (RecordCount records = new RecordCount(properties, new TopicPartition(topic, partition))) {
            records.awaitAtMost(recordsMax);
        }
    }

    private static void await(org.apache.kafka.common.KafkaFuture<?> answer) {
        try {
            answer.get(ANSWER_WITHIN_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The cluster did not do as asked.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the cluster.", e);
        }
    }
}
