// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.proxy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Producers with Kafka's default settings, a thread each, that write to one lane as fast as they can or as told. */
final class Load implements AutoCloseable {

    /** As fast as they can. */
    static final double UNLIMITED = Double.MAX_VALUE;

    private static final long TICK_NANOS = 1_000_000;
    private static final Duration CLOSED_WITHIN = Duration.ofSeconds(60);

    private final Lane lane;
    private final int partitionCount;
    private final byte[] value;
    private final double recordsPerSecond;
    private final List<KafkaProducer<byte[], byte[]>> producers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong errors = new AtomicLong();
    private final AtomicReference<Exception> firstError = new AtomicReference<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private final Latencies latencies = new Latencies();
    private volatile boolean stopped;

    /** Begins to write. */
    Load(Lane lane, String bootstrapServers, int producerCount, int partitionCount, int recordBytes, double perSecond) {
        this.lane = lane;
        this.partitionCount = partitionCount;
        this.value = new byte[recordBytes];
        this.recordsPerSecond = perSecond / producerCount;
        new Random(1).nextBytes(value);
        for (int i = 0; i < producerCount; i++) {
            KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                    config(lane, bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer());
            producers.add(producer);
            int number = i;
            threads.add(new Thread(() -> write(producer, number), "producer-" + i));
        }
        threads.forEach(Thread::start);
    }

    private static Map<String, Object> config(Lane lane, String bootstrapServers) {
        return lane == Lane.FLOOR
                ? Map.of("bootstrap.servers", bootstrapServers, "acks", "1", "enable.idempotence", false)
                : Map.of("bootstrap.servers", bootstrapServers);
    }

    private void write(KafkaProducer<byte[], byte[]> producer, int number) {
        long beganNanos = System.nanoTime();
        for (long sent = 0; !stopped; sent++) {
            while (!stopped && sent > recordsPerSecond * (System.nanoTime() - beganNanos) / 1e9) {
                LockSupport.parkNanos(TICK_NANOS);
            }
            int partition = (int) ((sent + number) % partitionCount);
            long sentNanos = System.nanoTime();
            var unused =
                    producer.send(new ProducerRecord<>(lane.topic(), partition, null, value), (metadata, failure) -> {
                        if (failure == null) {
                            acknowledged.incrementAndGet();
                            latencies.add(System.nanoTime() - sentNanos);
                        } else {
                            firstError.compareAndSet(null, failure);
                            errors.incrementAndGet();
                        }
                    });
        }
    }

    /** Records that were acknowledged so far. */
    long acknowledged() {
        return acknowledged.get();
    }

    /** From send to acknowledgement. */
    Latencies latencies() {
        return latencies;
    }

    /** Ends, once every record has its outcome. */
    @Override
    public void close() {
        stopped = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producers.forEach(producer -> producer.close(CLOSED_WITHIN));
        if (errors.get() > 0) {
            throw new IllegalStateException(
                    errors + " records " + lane.title + " were refused, the first by:", firstError.get());
        }
    }
}
