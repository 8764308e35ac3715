// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.trial;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orbit.agent.verify.TopicRecords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What users do with a Kafka cluster. Values are UTF-8. */
public final class Cluster implements AutoCloseable {

    private static final long WITHIN_SECONDS = 60;

    private final String bootstrapServers;
    private final Admin admin;

    public Cluster(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    public Map<String, String> clientProperties() {
        return Map.of("bootstrap.servers", bootstrapServers);
    }

    public Admin admin() {
        return admin;
    }

    public void createTopic(String name, int partitions) throws Exception {
        createTopic(name, partitions, Map.of());
    }

    public void createTopic(String name, int partitions, Map<String, String> configs) throws Exception {
        NewTopics.create(admin, List.of(new NewTopic(name, partitions, (short) 1).configs(configs)));
    }

    public Set<String> topics() throws Exception {
        return admin.listTopics().names().get(WITHIN_SECONDS, TimeUnit.SECONDS);
    }

    /** A producer with Kafka's defaults, but for these. */
    public KafkaProducer<byte[], byte[]> producer(Map<String, Object> overrides) {
        Map<String, Object> config = new HashMap<>(Map.of("bootstrap.servers", bootstrapServers));
        config.putAll(overrides);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Writes one record after the other and waits for each. */
    public void produce(String topic, int partition, String... values) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            for (String value : values) {
                send(producer, topic, partition, value);
            }
        }
    }

    /** A producer whose transactions outlast what a test does meanwhile: kills, restarts, leaders that move. */
    public KafkaProducer<byte[], byte[]> transactional(String id) {
        return producer(Map.of("transactional.id", id, "transaction.timeout.ms", 600_000));
    }

    /** Sends one record and waits for its acknowledgement; fails with the broker's own exception. */
    public static RecordMetadata send(KafkaProducer<byte[], byte[]> producer, String topic, int partition, String value)
            throws Exception {
        Future<RecordMetadata> sent = producer.send(record(topic, partition, value));
        try {
            return sent.get(WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    public static ProducerRecord<byte[], byte[]> record(String topic, int partition, String value) {
        return new ProducerRecord<>(topic, partition, null, value.getBytes(UTF_8));
    }

    /** Where the partition ends. */
    public long end(String topic, int partition) throws InterruptedException, ExecutionException, TimeoutException {
        TopicPartition name = new TopicPartition(topic, partition);
        return admin.listOffsets(Map.of(name, OffsetSpec.latest()))
                .partitionResult(name)
                .get(WITHIN_SECONDS, TimeUnit.SECONDS)
                .offset();
    }

    /** Every record that the isolation level shows. */
    public List<ConsumerRecord<byte[], byte[]>> records(String topic, IsolationLevel isolationLevel) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        TopicRecords.forEach(clientProperties(), topic, isolationLevel, records::add);
        return records;
    }

    /** The values of all records, those of aborted transactions too. */
    public List<String> values(String topic) {
        return records(topic, IsolationLevel.READ_UNCOMMITTED).stream()
                .map(record -> new String(record.value(), UTF_8))
                .toList();
    }

    @Override
    public void close() {
        admin.close();
    }
}
