// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.trial.SharedTrial;
import dev.orbit.agent.trial.Trial;
import dev.orbit.agent.verify.Extent;
import dev.orbit.agent.verify.PartitionReport;
import dev.orbit.agent.verify.ProofReport;
import dev.orbit.agent.verify.ProofResult;
import dev.orbit.agent.verify.command.Verifying;
import dev.orbit.schemas.MigrationState;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The agent is killed at each step of a cutover, under producers that never stop. Once it runs again the cutover goes on
 * to its end. {@link LagGatesIT} kills it while a topic is catching up, for it has one that is far behind.
 */
@ExtendWith(SharedTrial.Holdable.class)
@Timeout(180)
class CutoverCrashIT {

    private static final int PARTITIONS = 2;
    private static final int TRIES = 4;

    private final Trial trial;

    CutoverCrashIT(Trial trial) {
        this.trial = trial;
    }

    /** No agent can know what became of its forwarded produces while they are on their way. */
    @Test
    void killedWhileTheGateCloses() throws Exception {
        String topic = "crash-closing";
        trial.proxy(topic, PARTITIONS);
        try (Writers writers = Writers.startForKills(trial.destination(), topic, PARTITIONS);
                StepLog steps = StepLog.follow(trial.destination(), topic)) {
            writers.awaitProgress();
            trial.requests().holdProduces();
            try {
                trial.requests().awaitHeld();
                trial.api().initiate(topic);
                steps.await("closing");
                trial.agent().kill();
            } finally {
                trial.requests().release();
            }
            trial.agent().restart();
            assertThat(steps.stepAtRestart()).isEqualTo("closing");
            assertCompletes(topic, writers);
            assertProvenFromTheStart(topic);
        }
    }

    @Test
    void killedWhileOneTopicIsDrainingAndAnotherIsJustComplete() throws Exception {
        String draining = "crash-draining";
        String complete = "crash-complete";
        trial.proxy(draining, PARTITIONS);
        trial.proxy(complete, PARTITIONS);
        try (Writers drained = Writers.startForKills(trial.destination(), draining, PARTITIONS);
                Writers completed = Writers.startForKills(trial.destination(), complete, PARTITIONS);
                StepLog drainingSteps = StepLog.follow(trial.destination(), draining);
                StepLog completeSteps = StepLog.follow(trial.destination(), complete)) {
            drained.awaitProgress();
            completed.awaitProgress();
            KafkaProducer<byte[], byte[]> transactional = HeldCutover.begin(
                    trial, drainingSteps, draining, () -> trial.api().initiate(draining, complete));
            drainingSteps.await("draining");
            completeSteps.await("complete");
            trial.agent().kill();
            trial.agent().restart();
            assertThat(drainingSteps.stepAtRestart()).isEqualTo("draining");
            assertThat(trial.api().topic(draining).state()).isEqualTo(MigrationState.MIGRATING);
            assertThat(trial.api().topic(complete).state()).isEqualTo(MigrationState.COMPLETE);
            transactional.commitTransaction();
            transactional.close();
            assertCompletes(draining, drained);
            assertCompletes(complete, completed);
            assertProvenFromTheStart(draining);
            assertProvenFromTheStart(complete);
        }
    }

    /** Nothing holds this step: it is hit by being quick, and looked up afterwards that it was. */
    @Test
    void killedWhenTheMirrorIsStopped() throws Exception {
        String hit = "";
        for (int turn = 0; !hit.equals("stopping"); turn++) {
            assertThat(turn)
                    .as("tries to hit the step; the last hit was " + hit)
                    .isLessThan(TRIES);
            String topic = "crash-stopping-" + turn;
            trial.proxy(topic, PARTITIONS);
            try (Writers writers = Writers.startForKills(trial.destination(), topic, PARTITIONS);
                    StepLog steps = StepLog.follow(trial.destination(), topic)) {
                writers.awaitProgress();
                trial.api().initiate(topic);
                steps.await("stopping");
                trial.agent().kill();
                trial.agent().restart();
                hit = steps.stepAtRestart();
                assertCompletes(topic, writers);
            }
        }
    }

    private void assertCompletes(String topic, Writers writers) throws Exception {
        trial.awaitState(topic, MigrationState.COMPLETE);
        assertThat(trial.api().topic(topic).lastAttempt().attempt()).isEqualTo(1);
        writers.finish();
        writers.assertKept(trial.destination());
        trial.assertSame(topic, Extent.SOURCE_IS_PREFIX);
        assertThat(proofs(topic))
                .hasSize(PARTITIONS)
                .extracting(ProofReport::result)
                .containsOnly(ProofResult.SAME);
    }

    /** What a leader that was killed had counted is counted anew from the log, if there is time for it until COMPLETE. */
    private void assertProvenFromTheStart(String topic) throws Exception {
        assertThat(proofs(topic)).extracting(ProofReport::fromOffset).containsOnly(0L);
    }

    private List<ProofReport> proofs(String topic) throws Exception {
        Verifying verified = Verifying.of(trial, "--topic", topic, "--json");
        assertThat(verified.code()).as(verified.toString()).isZero();
        return verified.report().topics().get(0).partitions().stream()
                .map(PartitionReport::proof)
                .toList();
    }
}
