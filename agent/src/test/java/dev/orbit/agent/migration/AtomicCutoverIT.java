// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orbit.agent.trial.SharedTrial;
import dev.orbit.agent.trial.Trial;
import dev.orbit.agent.verify.Extent;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.InitiateResponse;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Topics that flip together, under producers that never stop: all are COMPLETE, or none is. */
@ExtendWith(SharedTrial.Holdable.class)
@Timeout(240)
class AtomicCutoverIT {

    private static final int PARTITIONS = 2;

    private final Trial trial;

    AtomicCutoverIT(Trial trial) {
        this.trial = trial;
    }

    /** Once while one is drained and the other is not, and once when the first of them was just seen to be COMPLETE. */
    @Test
    void allAreCompleteInOneMomentThoughTheAgentIsKilled() throws Exception {
        String early = "together-early";
        String late = "together-late";
        trial.proxy(early, PARTITIONS);
        trial.proxy(late, PARTITIONS);
        try (Writers ofEarly = Writers.startForKills(trial.destination(), early, PARTITIONS);
                Writers ofLate = Writers.startForKills(trial.destination(), late, PARTITIONS);
                StepLog earlySteps = StepLog.follow(trial.destination(), early);
                StepLog lateSteps = StepLog.follow(trial.destination(), late)) {
            ofEarly.awaitProgress();
            ofLate.awaitProgress();
            try (KafkaProducer<byte[], byte[]> transactional = drainAllBut(late, 300, early, late)) {
                lateSteps.await("draining");
                earlySteps.await("stopping");
                trial.agent().kill();
                trial.agent().restart();
                assertThat(earlySteps.stepAtRestart()).isEqualTo("stopping");
                await().atMost(Trial.WITHIN)
                        .untilAsserted(() -> assertThat(trial.topic(early).lastAttempt())
                                .isNotNull()
                                .satisfies(attempt -> assertThat(attempt.reason())
                                        .isEqualTo("it waits for what it migrates together with: " + late)));
                assertThat(List.of(trial.topic(early), trial.topic(late)))
                        .extracting(Snapshot.Topic::state)
                        .containsOnly(MigrationState.MIGRATING);
                transactional.commitTransaction();
            }
            JsonNode complete = earlySteps.await("complete");
            trial.agent().kill();
            trial.agent().restart();
            assertThat(lateSteps.await("complete").get("completedMs")).isEqualTo(complete.get("completedMs"));
            assertCompletes(early, ofEarly);
            assertCompletes(late, ofLate);
        }
    }

    @Test
    void allGoBackWhenOneCannotDrainOrIsAborted() throws Exception {
        String ready = "together-ready";
        String held = "together-held";
        trial.proxy(ready, PARTITIONS);
        trial.proxy(held, PARTITIONS);
        try (Writers ofReady = Writers.start(trial.destination(), ready, PARTITIONS);
                Writers ofHeld = Writers.start(trial.destination(), held, PARTITIONS);
                StepLog steps = StepLog.follow(trial.destination(), ready)) {
            ofReady.awaitProgress();
            ofHeld.awaitProgress();
            try (KafkaProducer<byte[], byte[]> transactional = drainAllBut(held, 15, ready, held)) {
                trial.awaitState(held, MigrationState.PROXY);
                trial.awaitState(ready, MigrationState.PROXY);
                String reason = "partition 0 has a transaction open at the source since offset \\d+,"
                        + " of transactional id together-held.*";
                assertThat(trial.topic(held).lastAttempt()).satisfies(attempt -> {
                    assertThat(attempt.outcome()).isEqualTo("timed_out");
                    assertThat(attempt.reason()).matches(reason);
                });
                assertThat(trial.topic(ready).lastAttempt()).satisfies(attempt -> {
                    assertThat(attempt.outcome()).isEqualTo("timed_out");
                    assertThat(attempt.reason())
                            .matches("topic together-held, which it migrates together with: " + reason);
                });
                ofReady.awaitProgress();
                ofHeld.awaitProgress();

                assertThat(initiate(300, ready, held).initiated()).containsExactlyInAnyOrder(ready, held);
                assertThat(trial.api().abort(held).aborted()).containsExactlyInAnyOrder(ready, held);
                trial.awaitState(ready, MigrationState.PROXY);
                assertThat(trial.topic(ready).lastAttempt())
                        .isEqualTo(new Snapshot.Attempt(
                                2, "aborted", "aborted together with topic together-held, by request"));
                transactional.abortTransaction();
            }
            await().atMost(Trial.WITHIN)
                    .until(() -> initiate(300, ready, held).errors().isEmpty());
            steps.await("complete");
            assertCompletes(ready, ofReady);
            assertCompletes(held, ofHeld);
            assertThat(ofReady.failures()).isEmpty();
            assertThat(ofHeld.failures()).isEmpty();
        }
    }

    @Test
    void noneStartsWhenOneMayNot() throws Exception {
        trial.proxy("together-may", 1);
        trial.mirror("together-may-not", 1);

        InitiateResponse answer = initiate(300, "together-may", "together-may-not", "together-nowhere");

        assertThat(answer.initiated()).isEmpty();
        assertThat(answer.errors())
                .extracting(error -> error.topic() + ": " + error.problem().code())
                .containsExactlyInAnyOrder(
                        "together-may: not_without_others",
                        "together-may-not: not_proxied",
                        "together-nowhere: unknown_topic");
        assertThat(trial.topic("together-may").state()).isEqualTo(MigrationState.PROXY);
        assertThat(trial.topic("together-may").lastAttempt()).isNull();
    }

    /** All gates are closed, and one stays so. */
    private KafkaProducer<byte[], byte[]> drainAllBut(String held, int timeoutSeconds, String... topics)
            throws Exception {
        try (StepLog steps = StepLog.follow(trial.destination(), held)) {
            return HeldCutover.begin(trial, steps, held, () -> initiate(timeoutSeconds, topics));
        }
    }

    private InitiateResponse initiate(int timeoutSeconds, String... topics) throws Exception {
        return trial.api()
                .initiateOnceKnown(
                        new InitiateRequest(null, List.of(topics), null, false, null, null, timeoutSeconds, true));
    }

    private void assertCompletes(String topic, Writers writers) throws Exception {
        trial.awaitState(topic, MigrationState.COMPLETE);
        writers.finish();
        writers.assertKept(trial.destination());
        trial.assertSame(topic, Extent.SOURCE_IS_PREFIX);
    }
}
