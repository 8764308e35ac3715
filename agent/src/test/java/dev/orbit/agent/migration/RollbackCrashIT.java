// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.trial.SharedTrial;
import dev.orbit.agent.trial.Trial;
import dev.orbit.agent.verify.Extent;
import dev.orbit.schemas.EventsResponse;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.TopicEvent;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The agent is killed, under producers that never stop, while a cutover goes back: the topic is in PROXY then. */
@ExtendWith(SharedTrial.Holdable.class)
@Timeout(180)
class RollbackCrashIT {

    private static final int PARTITIONS = 2;
    private static final int TIMEOUT_S = 30;
    private static final long TIMEOUT_MS = TimeUnit.SECONDS.toMillis(TIMEOUT_S);

    private final Trial trial;

    RollbackCrashIT(Trial trial) {
        this.trial = trial;
    }

    /** Nobody is there to take it back in time: whoever comes next does, and opens the gate. */
    @Test
    void anAgentThatIsAwayPastTheDeadlineComesBackToAProxiedTopic() throws Exception {
        String topic = "rollback-late";
        trial.proxy(topic, PARTITIONS);
        try (Writers writers = Writers.startForKills(trial.destination(), topic, PARTITIONS);
                StepLog steps = StepLog.follow(trial.destination(), topic)) {
            writers.awaitProgress();
            long beganMs = System.currentTimeMillis();
            KafkaProducer<byte[], byte[]> transactional = holdInDraining(topic, steps);
            trial.agent().kill();
            long killedMs = System.currentTimeMillis();
            assertThat(killedMs).as("before the deadline").isLessThan(beganMs + TIMEOUT_MS);
            await().atMost(Trial.WITHIN).until(() -> System.currentTimeMillis() > killedMs + TIMEOUT_MS);
            trial.agent().restart();
            trial.awaitState(topic, MigrationState.PROXY);
            transactional.commitTransaction();
            transactional.close();
            assertKept(topic, writers, "timed_out");
        }
    }

    /** The abort is recorded, and no gate has opened yet. */
    @Test
    void killedRightAfterAnAbort() throws Exception {
        String topic = "rollback-aborted";
        trial.proxy(topic, PARTITIONS);
        try (Writers writers = Writers.startForKills(trial.destination(), topic, PARTITIONS);
                StepLog steps = StepLog.follow(trial.destination(), topic)) {
            writers.awaitProgress();
            KafkaProducer<byte[], byte[]> transactional = holdInDraining(topic, steps);
            assertThat(trial.api().abort(topic).aborted()).containsExactly(topic);
            trial.agent().kill();
            trial.agent().restart();
            assertThat(steps.stepAtRestart()).isEqualTo("proxy");
            trial.awaitState(topic, MigrationState.PROXY);
            transactional.commitTransaction();
            transactional.close();
            assertKept(topic, writers, "aborted");
        }
    }

    private KafkaProducer<byte[], byte[]> holdInDraining(String topic, StepLog steps) throws Exception {
        InitiateRequest request = new InitiateRequest(null, List.of(topic), null, false, null, null, TIMEOUT_S);
        KafkaProducer<byte[], byte[]> transactional =
                HeldCutover.begin(trial, steps, topic, () -> trial.api().initiate(request));
        steps.await("draining");
        return transactional;
    }

    private void assertKept(String topic, Writers writers, String outcome) throws Exception {
        assertThat(trial.topic(topic).lastAttempt())
                .isNotNull()
                .satisfies(attempt -> assertThat(attempt.outcome()).isEqualTo(outcome));
        assertThat(detail(topic, "initiated"))
                .contains("records (", "behind at its start; it goes back to PROXY unless");
        assertThat(detail(topic, "closing")).contains("nearly caught up: ", "behind; produces wait");
        writers.finish();
        trial.awaitCaughtUp(topic, PARTITIONS);
        writers.assertKept(trial.source());
        writers.assertKept(trial.destination());
        trial.assertSame(topic, Extent.EQUAL);
        assertThat(trial.topic(topic).state()).isEqualTo(MigrationState.PROXY);
    }

    private @Nullable String detail(String topic, String event) throws Exception {
        return trial.api().get("/v1/events").as(EventsResponse.class).events().stream()
                .filter(found -> found.topic().equals(topic) && found.event().equals(event))
                .map(TopicEvent::detail)
                .findFirst()
                .orElseThrow();
    }
}
