// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.cutover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A producer with Kafka's default settings, and the times between its acknowledgements. Thread-safe. */
final class PacedProducer implements AutoCloseable {

    /** Acknowledgements of one batch come together. */
    private static final double TOGETHER_MS = 0.5;

    private static final Duration CLOSED_WITHIN = Duration.ofSeconds(60);

    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicLong errors = new AtomicLong();
    private List<Double> gapsMs = new ArrayList<>();
    private long acknowledgedNanos = System.nanoTime();
    private long acknowledged;

    PacedProducer(String bootstrapServers, String topic) {
        this.topic = topic;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer());
    }

    String topic() {
        return topic;
    }

    void send(byte[] value) {
        var unused =
                producer.send(new ProducerRecord<>(topic, 0, null, value), (metadata, failure) -> outcome(failure));
    }

    private synchronized void outcome(@Nullable Exception failure) {
        if (failure != null) {
            errors.incrementAndGet();
            return;
        }
        acknowledged++;
        long now = System.nanoTime();
        double gapMs = (now - acknowledgedNanos) / 1e6;
        acknowledgedNanos = now;
        if (gapMs > TOGETHER_MS) {
            gapsMs.add(gapMs);
        }
    }

    /** The times between acknowledgements since this was asked for the last time, in ms, the shortest first. */
    synchronized List<Double> gapsMs() {
        List<Double> gaps = gapsMs;
        gapsMs = new ArrayList<>();
        Collections.sort(gaps);
        return gaps;
    }

    synchronized long acknowledged() {
        return acknowledged;
    }

    long errors() {
        return errors.get();
    }

    @Override
    public void close() {
        producer.close(CLOSED_WITHIN);
    }
}
