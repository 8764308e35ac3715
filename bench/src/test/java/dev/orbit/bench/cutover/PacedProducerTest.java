// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class PacedProducerTest {

    private static final byte[] VALUE = new byte[1];

    private final MockProducer<byte[], byte[]> kafka =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final PacedProducer producer = new PacedProducer(kafka, "orders");

    /** What is acknowledged late was sent before: it does not tell that the producer goes on. */
    @Test
    void waitsForTheAcknowledgementOfARecordSentAfterwards() throws InterruptedException {
        producer.send(VALUE);
        long sent = producer.sent();
        producer.send(VALUE);
        kafka.completeNext();

        assertThatThrownBy(() -> producer.awaitAcknowledgedAfter(sent, System.nanoTime()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("orders has waited");

        kafka.completeNext();
        producer.awaitAcknowledgedAfter(sent, System.nanoTime() + TimeUnit.SECONDS.toNanos(10));
        assertThat(producer.acknowledged()).isEqualTo(2);
    }

    @Test
    void whatFailsIsAnErrorAndNoAcknowledgement() {
        producer.send(VALUE);
        kafka.errorNext(new TimeoutException("nobody answers"));

        assertThat(producer.errors()).isOne();
        assertThatThrownBy(() -> producer.awaitAcknowledgedAfter(0, System.nanoTime()))
                .isInstanceOf(IllegalStateException.class);
    }
}
