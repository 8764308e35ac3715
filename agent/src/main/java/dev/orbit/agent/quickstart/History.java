// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.quickstart;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/** What the source holds before Orbit comes: topics, and records written plainly, in transactions, and in vain. */
final class History {

    private static final long ANSWER_WITHIN_S = 30;
    private static final int TRANSACTION_RECORDS = 5;

    private final String bootstrapServers;
    private final Workload workload;

    History(String bootstrapServers, Workload workload) {
        this.bootstrapServers = bootstrapServers;
        this.workload = workload;
    }

    /**
     * Creates a topic and writes {@code count} records to it: half of them plainly, the others in transactions, after
     * each of which another one is aborted. So some offsets hold markers and some hold records that nobody may see.
     */
    void write(String topic, int partitionCount, String idPrefix, int count) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(topic, partitionCount, (short) 1)))
                    .all()
                    .get(ANSWER_WITHIN_S, TimeUnit.SECONDS);
            writePlainly(topic, idPrefix, count / 2);
            writeInTransactions(topic, idPrefix, count / 2 + 1, count);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Cannot write " + topic + " to " + bootstrapServers + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while writing " + topic + ".", e);
        }
    }

    private void writePlainly(String topic, String idPrefix, int last)
            throws ExecutionException, InterruptedException, TimeoutException {
        try (KafkaProducer<String, String> producer = producer(Map.of())) {
            for (int number = 1; number <= last; number++) {
                String id = idPrefix + number;
                workload.acknowledged(topic, id, send(producer, topic, id));
            }
        }
    }

    private void writeInTransactions(String topic, String idPrefix, int first, int last)
            throws ExecutionException, InterruptedException, TimeoutException {
        try (KafkaProducer<String, String> producer = producer(Map.of("transactional.id", "history-" + topic))) {
            producer.initTransactions();
            for (int number = first; number <= last; number += TRANSACTION_RECORDS) {
                producer.beginTransaction();
                int end = Math.min(last + 1, number + TRANSACTION_RECORDS);
                for (int own = number; own < end; own++) {
                    String id = idPrefix + own;
                    workload.acknowledged(topic, id, send(producer, topic, id));
                }
                producer.commitTransaction();
                producer.beginTransaction();
                send(producer, topic, "aborted-" + idPrefix + number);
                producer.abortTransaction();
            }
        }
    }

    private static Position send(KafkaProducer<String, String> producer, String topic, String id)
            throws ExecutionException, InterruptedException, TimeoutException {
        RecordMetadata metadata =
                producer.send(new ProducerRecord<>(topic, id, id)).get(ANSWER_WITHIN_S, TimeUnit.SECONDS);
        return new Position(metadata.partition(), metadata.offset());
    }

    private KafkaProducer<String, String> producer(Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(more);
        properties.put("bootstrap.servers", bootstrapServers);
        return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
    }
}
