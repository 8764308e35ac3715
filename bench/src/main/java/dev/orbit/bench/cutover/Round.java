// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.cutover;

import dev.orbit.agent.lab.AgentApi;
import dev.orbit.agent.lab.Documents;
import dev.orbit.bench.Figures;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.InitiateResponse;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** Topics of one partition, each with a producer, that are cut over at once. */
final class Round {

    private static final long WITHIN_S = 120;
    private static final long LOOK_AGAIN_MS = 100;
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    /** Of records that are not acknowledged, by a producer that keeps up. */
    private static final double KEEPING_UP_S = 0.1;
    /** Not all producers send at the same moment. */
    private static final int GROUPS = 4;

    private final List<String> topics;
    private final int recordsPerSecond;
    private final byte[] value;
    private final int warmUpSeconds;
    private final int normalSeconds;
    private volatile boolean stopped;

    /** What the producers saw. */
    record Outcome(List<Double> pausesMs, double normalMs, double recordsPerSecond, long errors) {}

    private record Seen(List<Double> pausesMs, double normalMs, double recordsPerSecond) {}

    Round(List<String> topics, int recordsPerSecond, int recordBytes, int warmUpSeconds, int normalSeconds) {
        this.topics = topics;
        this.recordsPerSecond = recordsPerSecond;
        this.value = new byte[recordBytes];
        this.warmUpSeconds = warmUpSeconds;
        this.normalSeconds = normalSeconds;
    }

    Outcome run(String source, String agent, AgentApi api) throws Exception {
        proxy(source, api);
        List<PacedProducer> producers =
                topics.stream().map(topic -> new PacedProducer(agent, topic)).toList();
        Thread pace = new Thread(() -> pace(producers), "pace");
        pace.start();
        Seen seen;
        try {
            seen = cutOver(producers, api);
        } finally {
            stopped = true;
            pace.join();
            producers.forEach(PacedProducer::close);
        }
        long errors = producers.stream().mapToLong(PacedProducer::errors).sum();
        return new Outcome(seen.pausesMs(), seen.normalMs(), seen.recordsPerSecond(), errors);
    }

    private void proxy(String source, AgentApi api) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", source))) {
            admin.createTopics(topics.stream()
                            .map(topic -> new NewTopic(topic, 1, (short) 1))
                            .toList())
                    .all()
                    .get(WITHIN_S, TimeUnit.SECONDS);
        }
        List<Change> mappings = topics.stream()
                .map(topic -> Documents.putMapping(topic, new AutoMigration(true)))
                .toList();
        api.change(mappings);
        awaitAll(api, topic -> topic.state() == MigrationState.PROXY && topic.offsetLag() != null);
    }

    /** At every turn some records for each of a group of producers, so many that the rate is kept. */
    private void pace(List<PacedProducer> producers) {
        long beganNanos = System.nanoTime();
        long[] sent = new long[producers.size()];
        for (int turn = 0; !stopped; turn++) {
            for (int i = turn % GROUPS; i < sent.length; i += GROUPS) {
                long due = (System.nanoTime() - beganNanos) * recordsPerSecond / TimeUnit.SECONDS.toNanos(1);
                for (; sent[i] < due; sent[i]++) {
                    producers.get(i).send(value);
                }
            }
            LockSupport.parkNanos(TURN_NANOS);
        }
    }

    private Seen cutOver(List<PacedProducer> producers, AgentApi api) throws InterruptedException {
        TimeUnit.SECONDS.sleep(warmUpSeconds);
        awaitKeepingUp(producers);
        producers.forEach(PacedProducer::gapsMs);
        long before = acknowledged(producers);
        long beganNanos = System.nanoTime();
        TimeUnit.SECONDS.sleep(normalSeconds);
        double rate = (acknowledged(producers) - before) * 1e9 / (System.nanoTime() - beganNanos) / producers.size();
        List<Double> normal = producers.stream()
                .map(producer -> Figures.median(producer.gapsMs()))
                .toList();

        InitiateResponse answer = api.initiate(new InitiateRequest(null, topics, null, false, null, null, null));
        if (answer.initiated().size() != topics.size()) {
            throw new IllegalStateException("Not all were started: " + answer);
        }
        awaitAll(api, topic -> topic.state() == MigrationState.COMPLETE);
        awaitGoingOn(producers);
        List<Double> pauses = producers.stream().map(Round::longest).toList();
        return new Seen(pauses, Figures.median(normal), rate);
    }

    /**
     * What producers could not send while everything was new they send faster than at their rate, on top of the cutover
     * that is measured.
     */
    private void awaitKeepingUp(List<PacedProducer> producers) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_S);
        while (unacknowledged(producers) > (double) recordsPerSecond * producers.size() * KEEPING_UP_S) {
            if (System.nanoTime() > deadlineNanos) {
                throw new IllegalStateException("The producers do not keep up with " + recordsPerSecond
                        + " records/s each: " + unacknowledged(producers) + " are not acknowledged.");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
        }
    }

    private static long unacknowledged(List<PacedProducer> producers) {
        return producers.stream().mapToLong(PacedProducer::sent).sum() - acknowledged(producers);
    }

    /** A gap is known once it is over: the producer that waits longest would be the one that is left out. */
    private static void awaitGoingOn(List<PacedProducer> producers) throws InterruptedException {
        List<Long> sent = producers.stream().map(PacedProducer::sent).toList();
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_S);
        for (int i = 0; i < sent.size(); i++) {
            producers.get(i).awaitAcknowledgedAfter(sent.get(i), deadlineNanos);
        }
    }

    private static double longest(PacedProducer producer) {
        List<Double> gaps = producer.gapsMs();
        return gaps.get(gaps.size() - 1);
    }

    private static long acknowledged(List<PacedProducer> producers) {
        return producers.stream().mapToLong(PacedProducer::acknowledged).sum();
    }

    private void awaitAll(AgentApi api, Predicate<Snapshot.Topic> there) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_S);
        while (api.snapshot().topics().stream()
                        .filter(topic -> topics.contains(topic.topic()))
                        .filter(there)
                        .count()
                < topics.size()) {
            if (System.nanoTime() > deadlineNanos) {
                throw new IllegalStateException("After " + WITHIN_S + " s: " + api.snapshot());
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
        }
    }
}
