// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.trial.Trial;
import dev.orbit.schemas.InitiateResponse;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.KafkaProducer;

/** A cutover whose gate is closed, and stays so: a transaction began at the source after the look beforehand. */
final class HeldCutover {

    private HeldCutover() {}

    /**
     * Begins it. Somebody must be writing to the topic.
     *
     * @param trial a holdable one
     * @param steps of the topic
     * @param initiate starts the topic's cutover, and maybe that of others
     * @return the producer whose transaction holds it
     */
    static KafkaProducer<byte[], byte[]> begin(
            Trial trial, StepLog steps, String topic, Callable<InitiateResponse> initiate) throws Exception {
        trial.requests().holdProduces();
        try {
            trial.requests().awaitHeld();
            InitiateResponse answer = initiate.call();
            assertThat(answer.initiated()).as("%s", answer).contains(topic);
            assertThat(answer.errors()).isEmpty();
            steps.await("closing");
            return trial.openTransaction(topic);
        } finally {
            trial.requests().release();
        }
    }
}
