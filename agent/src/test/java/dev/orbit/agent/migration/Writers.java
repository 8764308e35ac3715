// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.jspecify.annotations.Nullable;

/** Producers of one topic that never stop: every value is sent once, and what came of it is kept. */
final class Writers implements AutoCloseable {

    private static final int PERIOD_MS = 5;
    private static final int RECORDS_PER_TURN = 2;

    private final String topic;
    private final int partitions;
    private final Map<String, KafkaProducer<byte[], byte[]>> producers = new HashMap<>();
    private final Map<String, AtomicLong> acknowledged = new ConcurrentHashMap<>();
    private final Queue<Written> written = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final boolean allRetry;
    private final ScheduledExecutorService threads;

    /** An acknowledged record. */
    record Written(int partition, long offset, String value) {}

    private record Position(int partition, long offset) {}

    /** @param plain settings of those that are not idempotent, by name */
    private Writers(
            Cluster cluster, String topic, int partitions, boolean allRetry, Map<String, Map<String, Object>> plain) {
        this.topic = topic;
        this.partitions = partitions;
        this.allRetry = allRetry;
        producers.put("idempotent", cluster.producer(Map.of()));
        plain.forEach((name, settings) -> producers.put(name, cluster.producer(settings)));
        producers.keySet().forEach(name -> acknowledged.put(name, new AtomicLong()));
        this.threads = Executors.newScheduledThreadPool(producers.size());
    }

    private static Map<String, Map<String, Object>> plain(boolean retries) {
        return Map.of("acks-1", plain("1", retries), "acks-all", plain("all", retries));
    }

    private static Map<String, Object> plain(String acks, boolean retries) {
        Map<String, Object> settings = new HashMap<>(Map.of("enable.idempotence", false, "acks", acks));
        if (!retries) {
            settings.put("retries", 0);
        }
        return settings;
    }

    /** An idempotent producer, and plain ones that wait for the leader or for all; they retry as Kafka's defaults have it. */
    static Writers start(Cluster cluster, String topic, int partitions) {
        return new Writers(cluster, topic, partitions, true, plain(true)).started();
    }

    /**
     * The same, but the plain ones send nothing twice, and so may fail: a plain producer that retries what it does not
     * know the outcome of doubles records by itself.
     */
    static Writers startForKills(Cluster cluster, String topic, int partitions) {
        return new Writers(cluster, topic, partitions, false, plain(false)).started();
    }

    /** An idempotent producer alone, which no death of a broker makes double anything or fail. */
    static Writers startIdempotent(Cluster cluster, String topic, int partitions) {
        return new Writers(cluster, topic, partitions, true, Map.of()).started();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // they never end by themselves
    private Writers started() {
        producers.keySet().forEach(name -> {
            AtomicLong next = new AtomicLong();
            threads.scheduleWithFixedDelay(() -> write(name, next), 0, PERIOD_MS, MILLISECONDS);
        });
        return this;
    }

    private void write(String name, AtomicLong next) {
        for (int i = 0; i < RECORDS_PER_TURN; i++) {
            long number = next.getAndIncrement();
            String value = name + " " + number;
            int partition = (int) (number % partitions);
            producers
                    .get(name)
                    .send(
                            Cluster.record(topic, partition, value),
                            (metadata, failure) -> outcome(name, value, metadata, failure));
        }
    }

    private void outcome(String name, String value, RecordMetadata metadata, @Nullable Exception failure) {
        if (failure == null) {
            written.add(new Written(metadata.partition(), metadata.offset(), value));
            acknowledged.get(name).incrementAndGet();
        } else {
            failures.add(value + ": " + failure);
        }
    }

    /** Waits until every producer has had more records acknowledged. */
    void awaitProgress() {
        Map<String, Long> before = new HashMap<>();
        acknowledged.forEach((name, count) -> before.put(name, count.get()));
        await().atMost(Trial.WITHIN)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> before.forEach(
                        (name, count) -> assertThat(acknowledged.get(name).get())
                                .as("%s; failures: %s", name, failures)
                                .isGreaterThan(count + 20)));
    }

    /** Ends them; what is under way gets its outcome first. */
    void stop() throws InterruptedException {
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS))
                .as("the writers have stopped")
                .isTrue();
        producers.values().forEach(producer -> producer.close(Trial.WITHIN));
    }

    /** Lets them go on for a while, and ends them. */
    void finish() throws InterruptedException {
        awaitProgress();
        stop();
        assertNoneFailed();
    }

    /** Of those that retry. */
    void assertNoneFailed() {
        assertThat(failures).noneMatch(failure -> allRetry || failure.startsWith("idempotent"));
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    /** That every acknowledged record is there once, at the offset that was acknowledged. */
    void assertKept(Cluster cluster) {
        Map<String, List<Position>> found = new HashMap<>();
        cluster.records(topic, IsolationLevel.READ_UNCOMMITTED)
                .forEach(record -> found.computeIfAbsent(new String(record.value(), UTF_8), value -> new ArrayList<>())
                        .add(new Position(record.partition(), record.offset())));
        List<String> wrong = new ArrayList<>();
        for (Written record : written) {
            List<Position> positions = found.getOrDefault(record.value(), List.of());
            if (!positions.equals(List.of(new Position(record.partition(), record.offset())))) {
                wrong.add(record + " is at " + positions);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(written).isNotEmpty();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        producers.values().forEach(producer -> producer.close(Duration.ZERO));
    }
}
