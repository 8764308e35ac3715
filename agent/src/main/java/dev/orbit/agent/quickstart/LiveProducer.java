// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.quickstart;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;

/** An application that writes without end, with the producer's default settings: idempotent, acks all. */
final class LiveProducer implements AutoCloseable {

    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(4);

    private final Workload workload;
    private final List<LiveTopic> topics;
    private final KafkaProducer<String, String> producer;
    private final Thread thread = new Thread(this::run, "live-producer");
    private volatile boolean stopping;

    private LiveProducer(String bootstrapServers, List<LiveTopic> topics, Workload workload) {
        this.workload = workload;
        this.topics = topics;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new StringSerializer());
    }

    /** Writes to the topics in turn, a record every 4 ms, from each topic's next number on. */
    static LiveProducer start(String bootstrapServers, List<LiveTopic> topics, Workload workload) {
        LiveProducer live = new LiveProducer(bootstrapServers, topics, workload);
        live.thread.start();
        return live;
    }

    /**
     * A topic that is written to.
     *
     * @param idPrefix a record's id is this and its number
     * @param firstNumber of its live records
     */
    record LiveTopic(String name, String idPrefix, long firstNumber) {}

    private void run() {
        long nextNanos = System.nanoTime();
        for (long round = 0; !stopping; round++) {
            for (LiveTopic topic : topics) {
                send(topic.name(), topic.idPrefix() + (topic.firstNumber() + round));
                nextNanos += INTERVAL_NS;
                LockSupport.parkNanos(nextNanos - System.nanoTime());
            }
        }
    }

    private void send(String topic, String id) {
        try {
            sendAsync(topic, id);
        } catch (KafkaException e) {
            workload.failed(topic, id, e.toString());
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback is told the same
    private void sendAsync(String topic, String id) {
        producer.send(new ProducerRecord<>(topic, id, id), (metadata, failure) -> {
            if (failure == null) {
                workload.acknowledgedLive(
                        topic, id, new Position(metadata.partition(), metadata.offset()), System.nanoTime());
            } else {
                workload.failed(topic, id, failure.toString());
            }
        });
    }

    /** Stops writing, and returns once every record has an outcome. */
    void finish() {
        stopWriting();
        producer.close();
    }

    /** Stops, and gives up what has no outcome yet. */
    @Override
    public void close() {
        stopWriting();
        producer.close(Duration.ZERO);
    }

    private void stopWriting() {
        stopping = true;
        Threads.join(thread);
    }
}
