// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.cutover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A producer with Kafka's default settings, and the times between its acknowledgements. Thread-safe. */
final class PacedProducer implements AutoCloseable {

    /** Acknowledgements of one batch come together. */
    private static final double TOGETHER_MS = 0.5;

    private static final Duration CLOSED_WITHIN = Duration.ofSeconds(60);

    private final String topic;
    private final Producer<byte[], byte[]> producer;
    private final AtomicLong errors = new AtomicLong();
    private List<Double> gapsMs = new ArrayList<>();
    private long acknowledgedNanos = System.nanoTime();
    private long acknowledged;
    private long sent;
    private long newestAcknowledged;

    PacedProducer(String bootstrapServers, String topic) {
        this(
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new ByteArraySerializer(),
                        new ByteArraySerializer()),
                topic);
    }

    PacedProducer(Producer<byte[], byte[]> producer, String topic) {
        this.topic = topic;
        this.producer = producer;
    }

    String topic() {
        return topic;
    }

    void send(byte[] value) {
        long number = next();
        var unused = producer.send(
                new ProducerRecord<>(topic, 0, null, value), (metadata, failure) -> outcome(number, failure));
    }

    private synchronized long next() {
        return ++sent;
    }

    private synchronized void outcome(long number, @Nullable Exception failure) {
        if (failure != null) {
            errors.incrementAndGet();
            return;
        }
        acknowledged++;
        newestAcknowledged = Math.max(newestAcknowledged, number);
        notifyAll();
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

    /** How many records it has sent. */
    synchronized long sent() {
        return sent;
    }

    /**
     * Waits for the acknowledgement of a record that was sent after so many others: until then a producer may be waiting,
     * and nobody knows for how long.
     *
     * @throws IllegalStateException when there is none by then
     */
    synchronized void awaitAcknowledgedAfter(long others, long deadlineNanos) throws InterruptedException {
        while (newestAcknowledged <= others) {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
            if (leftMs <= 0) {
                throw new IllegalStateException("The producer of " + topic + " has waited for an acknowledgement for "
                        + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - acknowledgedNanos) + " ms.");
            }
            wait(leftMs);
        }
    }

    synchronized long acknowledged() {
        return acknowledged;
    }

    /** Final once it is closed: what a producer has not sent yet, or nobody has answered, fails then at the latest. */
    long errors() {
        return errors.get();
    }

    @Override
    public void close() {
        producer.close(CLOSED_WITHIN);
    }
}
