// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.work;

import dev.orbit.agent.soak.history.TopicModel;
import dev.orbit.agent.soak.history.Write;
import dev.orbit.agent.soak.ledger.Entry;
import dev.orbit.agent.soak.ledger.Entry.Promise;
import dev.orbit.agent.soak.ledger.Generation;
import dev.orbit.agent.soak.ledger.Ledger;
import dev.orbit.agent.soak.ledger.Place;
import dev.orbit.agent.soak.stage.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes to the source, and enters in the ledger what it was told. */
final class Writers {

    private static final int COMMIT_TRIES = 4;
    private static final Map<String, Object> PATIENCE = Map.of(
            "delivery.timeout.ms", 25_000,
            "request.timeout.ms", 5_000,
            "max.block.ms", 20_000);
    private static final int TRANSACTION_TIMEOUT_MS = 10_000;

    private final Cluster source;
    private final Ledger ledger;

    Writers(Cluster source, Ledger ledger) {
        this.source = source;
        this.ledger = ledger;
    }

    /** A record that was acknowledged within a transaction. */
    private record Placed(Place place, long offset, int keyHash, int valueHash) {}

    void produce(Write.Produce produce, TopicModel topic) throws InterruptedException {
        RecordMaker maker = new RecordMaker(topic, produce.bytesMax(), produce.seed());
        Promise promise = produce.acksAll() ? Promise.KEPT : Promise.LEADER_ONLY;
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of(
                "acks",
                produce.acksAll() ? "all" : "1",
                "enable.idempotence",
                produce.acksAll(),
                "compression.type",
                produce.compression()))) {
            long beganNanos = System.nanoTime();
            for (int i = 0; i < produce.records(); i++) {
                send(producer, maker.next(), topic, placed -> enter(placed, promise));
                long dueMs = (long) produce.spreadMs() * i / produce.records();
                long leftMs = dueMs - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
                if (leftMs > 0) {
                    TimeUnit.MILLISECONDS.sleep(leftMs);
                }
            }
        }
    }

    void transact(Write.Transact transact, List<TopicModel> topics, String transactionalId)
            throws InterruptedException {
        ConcurrentLinkedQueue<Placed> placed = new ConcurrentLinkedQueue<>();
        KafkaProducer<byte[], byte[]> producer =
                producer(Map.of("transactional.id", transactionalId, "transaction.timeout.ms", TRANSACTION_TIMEOUT_MS));
        try {
            producer.initTransactions();
            producer.beginTransaction();
            for (TopicModel topic : topics) {
                RecordMaker maker = new RecordMaker(topic, transact.bytesMax(), transact.seed());
                for (int i = 0; i < transact.records(); i++) {
                    send(producer, maker.next(), topic, placed::add);
                }
            }
            producer.flush();
            TimeUnit.MILLISECONDS.sleep(transact.openMs());
            end(transact.ending(), producer);
            Promise promise = transact.ending() == Write.Ending.COMMIT ? Promise.KEPT : Promise.ABORTED;
            placed.forEach(record -> enter(record, promise));
            ledger.transactionEnded(transact.ending().name().toLowerCase(java.util.Locale.ROOT));
        } catch (KafkaException e) {
            // committed or aborted, by whom and when: nobody was told
            ledger.transactionEnded("unknown");
        } finally {
            producer.close(Duration.ZERO);
        }
    }

    private static void end(Write.Ending ending, KafkaProducer<byte[], byte[]> producer) {
        switch (ending) {
            case COMMIT -> repeated(producer::commitTransaction);
            case ABORT -> repeated(producer::abortTransaction);
            case ABANDON -> producer.close(Duration.ZERO);
        }
    }

    private static void repeated(Runnable call) {
        for (int i = 1; ; i++) {
            try {
                call.run();
                return;
            } catch (TimeoutException e) {
                if (i == COMMIT_TRIES) {
                    throw e;
                }
            }
        }
    }

    private void send(
            KafkaProducer<byte[], byte[]> producer,
            ProducerRecord<byte[], byte[]> record,
            TopicModel topic,
            java.util.function.Consumer<Placed> acknowledged) {
        try {
            sendAsync(producer, record, topic, acknowledged);
        } catch (ProducerFencedException | IllegalStateException e) {
            throw new KafkaException(e);
        } catch (TimeoutException e) {
            ledger.refused();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback is told the same
    private void sendAsync(
            KafkaProducer<byte[], byte[]> producer,
            ProducerRecord<byte[], byte[]> record,
            TopicModel topic,
            java.util.function.Consumer<Placed> acknowledged) {
        producer.send(record, (metadata, failure) -> {
            if (failure != null || !metadata.hasOffset()) {
                ledger.refused();
            } else {
                acknowledged.accept(new Placed(
                        new Place(topic.name(), topic.generation(), metadata.partition()),
                        metadata.offset(),
                        Generation.hash(record.key()),
                        Generation.hash(record.value())));
            }
        });
    }

    private void enter(Placed record, Promise promise) {
        ledger.enter(record.place(), record.offset(), new Entry(record.keyHash(), record.valueHash(), promise));
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, ?> own) {
        Map<String, Object> properties = source.client(PATIENCE);
        properties.putAll(own);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
