// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.SharedTrial;
import dev.orbit.agent.trial.Trial;
import dev.orbit.schemas.MigrationState;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The source has a batch, nobody is told, and the topic is cut over before its producer hears of it. */
@ExtendWith(SharedTrial.Holdable.class)
@Timeout(180)
class LostAnswerIT {

    private final Trial trial;

    LostAnswerIT(Trial trial) {
        this.trial = trial;
    }

    /** It came with the mirror, and the destination's log knows its producer: what is tried again is there already. */
    @Test
    void aBatchWhoseAnswerWasLostIsThereOnceAtItsOffset() throws Exception {
        String topic = "lost-answer";
        trial.proxy(topic, 1);
        try (KafkaProducer<byte[], byte[]> producer =
                trial.destination().producer(Map.of("request.timeout.ms", 3_000))) {
            Cluster.send(producer, topic, 0, "first");
            trial.requests().loseAnswersToProducesWith("unheard of");
            Future<RecordMetadata> unheardOf = producer.send(Cluster.record(topic, 0, "unheard of"));
            try {
                trial.requests().awaitLost(1);
                assertThat(trial.source().values(topic)).containsExactly("first", "unheard of");
                assertThat(trial.api().initiate(topic).initiated()).containsExactly(topic);
                trial.awaitState(topic, MigrationState.COMPLETE);
            } finally {
                trial.requests().release();
            }

            assertThat(unheardOf.get(60, TimeUnit.SECONDS).offset()).isEqualTo(1);
            assertThat(Cluster.send(producer, topic, 0, "last").offset()).isEqualTo(2);
        }
        assertThat(trial.destination().values(topic)).containsExactly("first", "unheard of", "last");
        assertThat(trial.source().values(topic)).containsExactly("first", "unheard of");
    }
}
