// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.work;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orbit.agent.soak.check.Breach;
import dev.orbit.agent.soak.check.Invariant;
import dev.orbit.agent.soak.history.Trespass;
import dev.orbit.agent.soak.stage.Cluster;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Produces where it may not. */
final class Trespasser {

    private static final int PATIENCE_MS = 8_000;

    private final Cluster destination;

    Trespasser(Cluster destination) {
        this.destination = destination;
    }

    /** Empty if it was refused, in whichever way. */
    Optional<Breach> trespass(Trespass trespass, String transactionalId) throws InterruptedException {
        Map<String, Object> properties = new HashMap<>(Map.of(
                "delivery.timeout.ms",
                PATIENCE_MS,
                "request.timeout.ms",
                PATIENCE_MS / 2,
                "max.block.ms",
                PATIENCE_MS));
        if (trespass.transactional()) {
            properties.put("transactional.id", transactionalId);
        }
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                destination.client(properties), new ByteArraySerializer(), new ByteArraySerializer());
        try {
            if (trespass.transactional()) {
                producer.initTransactions();
                producer.beginTransaction();
            }
            RecordMetadata taken = producer.send(
                            new ProducerRecord<>(trespass.topic(), 0, null, "nobody's".getBytes(UTF_8)))
                    .get(2L * PATIENCE_MS, TimeUnit.MILLISECONDS);
            return Optional.of(new Breach(
                    Invariant.ONLY_ORBIT_APPENDS,
                    trespass.topic(),
                    "a record that was produced at the destination was acknowledged at " + taken));
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            abort(trespass, producer);
            return Optional.empty();
        } finally {
            producer.close(Duration.ZERO);
        }
    }

    private static void abort(Trespass trespass, KafkaProducer<byte[], byte[]> producer) {
        if (trespass.transactional()) {
            try {
                producer.abortTransaction();
            } catch (RuntimeException e) {
                // its markers must not be found anyway
            }
        }
    }
}
