// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.unproxied;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.Trial;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;

/** Producers that never stop, at the agent: an idempotent one, and plain ones, several requests of which are on their way. */
final class ProxiedWriters implements AutoCloseable {

    private static final int PERIOD_MS = 10;

    private final List<KafkaProducer<byte[], byte[]>> producers;
    private final AtomicLong acknowledged = new AtomicLong();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    private ProxiedWriters(Cluster cluster, String topic) {
        producers = List.of(
                cluster.producer(Map.of()),
                cluster.producer(Map.of("enable.idempotence", false, "acks", "1")),
                cluster.producer(Map.of("enable.idempotence", false, "acks", "all")),
                cluster.producer(Map.of("enable.idempotence", false, "acks", "0")));
        var unused = thread.scheduleWithFixedDelay(
                () -> producers.forEach(producer -> producer.send(
                        Cluster.record(topic, 0, "proxied"),
                        (metadata, failure) -> acknowledged.addAndGet(failure == null ? 1 : 0))),
                0,
                PERIOD_MS,
                MILLISECONDS);
    }

    static ProxiedWriters start(Cluster cluster, String topic) {
        return new ProxiedWriters(cluster, topic);
    }

    void awaitProgress() {
        long before = acknowledged.get();
        await().atMost(Trial.WITHIN).until(() -> acknowledged.get() > before + 100);
    }

    @Override
    public void close() {
        thread.shutdownNow();
        producers.forEach(producer -> producer.close(Duration.ofSeconds(10)));
    }
}
