// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Producers that write to the source for a while: batches of random sizes to every partition of one topic, and
 * transactions, of which every third is aborted, to another. They outlive the source's outages.
 */
final class Load {

    private static final int PERIOD_MS = 10;
    private static final int BATCH_RECORDS_MAX = 60;

    private final Estate estate;
    private final String topic;
    private final int partitions;
    private final String transactionalTopic;
    private final Random random;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private @Nullable KafkaProducer<byte[], byte[]> idempotent;
    private @Nullable KafkaProducer<byte[], byte[]> transactional;
    private int turn;

    Load(Estate estate, String topic, int partitions, String transactionalTopic, long seed) {
        this.estate = estate;
        this.topic = topic;
        this.partitions = partitions;
        this.transactionalTopic = transactionalTopic;
        this.random = new Random(seed);
    }

    /** What happens meanwhile. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    /** Writes until the action has come to its end. */
    @SuppressWarnings("FutureReturnValueIgnored") // it never ends by itself
    void during(Action action) throws Exception {
        thread.scheduleWithFixedDelay(this::write, 0, PERIOD_MS, MILLISECONDS);
        try {
            action.run();
        } finally {
            stop();
        }
    }

    private void write() {
        try {
            plain();
            transaction();
            turn++;
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            // the source is away: new producers, as a program that was started again would have
            closeProducers();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void plain() throws Exception {
        KafkaProducer<byte[], byte[]> producer = idempotent;
        if (producer == null) {
            producer = estate.producer(Map.of());
            idempotent = producer;
        }
        Estate.batch(producer, topic, turn % partitions, 1 + random.nextInt(BATCH_RECORDS_MAX));
    }

    private void transaction() throws Exception {
        KafkaProducer<byte[], byte[]> producer = transactional;
        if (producer == null) {
            producer = estate.producer(Map.of("transactional.id", transactionalTopic));
            transactional = producer;
            producer.initTransactions();
        }
        producer.beginTransaction();
        Estate.batch(producer, transactionalTopic, 0, 1 + random.nextInt(BATCH_RECORDS_MAX));
        if (turn % 3 == 0) {
            producer.abortTransaction();
        } else {
            producer.commitTransaction();
        }
    }

    private void closeProducers() {
        if (idempotent != null) {
            idempotent.close(Duration.ZERO);
            idempotent = null;
        }
        if (transactional != null) {
            transactional.close(Duration.ZERO);
            transactional = null;
        }
    }

    private void stop() throws InterruptedException {
        thread.shutdown();
        if (!thread.awaitTermination(90, TimeUnit.SECONDS)) {
            throw new IllegalStateException("The load does not end.");
        }
        closeProducers();
    }
}
