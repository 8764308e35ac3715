// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.SharedTrial;
import dev.orbit.agent.trial.Trial;
import dev.orbit.agent.verify.Extent;
import dev.orbit.schemas.Diagnostic;
import dev.orbit.schemas.EventsResponse;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Cutovers whose gate is closed for a while, under producers that never stop. */
@ExtendWith(SharedTrial.Holdable.class)
@Timeout(180)
class ClosedGateIT {

    private static final int PARTITIONS = 3;

    private final Trial trial;

    ClosedGateIT(Trial trial) {
        this.trial = trial;
    }

    @Test
    void goesBackToTheProxyWhenAbortedAndCanBeStartedAgain() throws Exception {
        trial.proxy("cut-abort", PARTITIONS);
        try (Writers writers = Writers.start(trial.destination(), "cut-abort", PARTITIONS);
                StepLog steps = StepLog.follow(trial.destination(), "cut-abort")) {
            writers.awaitProgress();
            KafkaProducer<byte[], byte[]> transactional = HeldCutover.begin(
                    trial, steps, "cut-abort", () -> trial.api().initiate("cut-abort"));
            steps.await("draining");

            assertThat(trial.api().abort("cut-abort").aborted()).containsExactly("cut-abort");
            trial.awaitState("cut-abort", MigrationState.PROXY);
            assertThat(trial.topic("cut-abort").lastAttempt())
                    .isEqualTo(new Snapshot.Attempt(1, "aborted", "aborted by request"));
            writers.awaitProgress();
            assertThat(trial.api().abort("cut-abort").errors()).singleElement().satisfies(error -> {
                assertThat(error.topic()).isEqualTo("cut-abort");
                assertThat(error.problem().code()).isEqualTo("not_migrating");
            });

            transactional.abortTransaction();
            transactional.close();
            trial.api().initiate("cut-abort");
            trial.awaitState("cut-abort", MigrationState.COMPLETE);
            assertThat(trial.topic("cut-abort").lastAttempt().attempt()).isEqualTo(2);
            assertThat(trial.api().abort("cut-abort").errors())
                    .singleElement()
                    .satisfies(error -> assertThat(error.problem().code()).isEqualTo("already_complete"));
            writers.finish();
            writers.assertKept(trial.destination());
        }
        assertThat(migrationEvents("cut-abort"))
                .startsWith("matched", "created", "enabled", "initiated", "closing", "draining")
                .containsSubsequence("aborted", "initiated", "closing", "stopping", "complete")
                .endsWith("complete");
        trial.assertSame("cut-abort", Extent.SOURCE_IS_PREFIX);
    }

    /** The transaction keeps the gate closed, so that there is a while in which somebody can write past it. */
    @Test
    void takesRecordsWrittenPastTheProxyAlongAndReportsThem() throws Exception {
        trial.proxy("cut-past", PARTITIONS);
        try (Writers writers = Writers.start(trial.destination(), "cut-past", PARTITIONS);
                StepLog steps = StepLog.follow(trial.destination(), "cut-past")) {
            writers.awaitProgress();
            KafkaProducer<byte[], byte[]> transactional = HeldCutover.begin(
                    trial, steps, "cut-past", () -> trial.api().initiate("cut-past"));
            JsonNode closed = steps.await("draining");

            trial.source().produce("cut-past", 1, "past the proxy");
            JsonNode moved =
                    steps.await("draining", draining -> draining.get("moved").asInt() > 0);
            assertThat(moved.get("targets").get(1).asLong())
                    .isEqualTo(closed.get("targets").get(1).asLong() + 1);
            await().atMost(Trial.WITHIN)
                    .untilAsserted(() -> assertThat(trial.topic("cut-past").lastAttempt())
                            .satisfies(attempt -> {
                                assertThat(attempt.outcome()).isEqualTo("running");
                                assertThat(attempt.reason())
                                        .contains("of transactional id cut-past", "writes to the source directly");
                            }));
            transactional.commitTransaction();
            transactional.close();

            trial.awaitState("cut-past", MigrationState.COMPLETE);
            assertThat(trial.topic("cut-past").lastAttempt().reason())
                    .contains("somebody writes to the source directly");
            writers.finish();
            writers.assertKept(trial.destination());
        }
        assertThat(trial.destination().values("cut-past")).containsOnlyOnce("past the proxy");
        trial.assertSame("cut-past", Extent.SOURCE_IS_PREFIX);
    }

    /** Nobody waits for its answer, and it has an outcome all the same: without one it would land behind the cutover. */
    @Test
    void waitsForWhatIsSentWithoutWaitingForAnAnswer() throws Exception {
        trial.proxy("cut-forget", 1);
        try (KafkaProducer<byte[], byte[]> producer =
                        trial.destination().producer(Map.of("enable.idempotence", false, "acks", "0"));
                StepLog steps = StepLog.follow(trial.destination(), "cut-forget")) {
            trial.requests().holdProducesWith("fire and forget");
            try {
                Cluster.send(producer, "cut-forget", 0, "fire and forget");
                trial.requests().awaitHeld();
                assertThat(trial.api().initiate("cut-forget").initiated()).containsExactly("cut-forget");
                steps.await("closing");
                await().during(Duration.ofSeconds(2))
                        .atMost(Duration.ofSeconds(10))
                        .until(() -> {
                            steps.poll();
                            return steps.last().equals("closing");
                        });
            } finally {
                trial.requests().release();
            }
            trial.awaitState("cut-forget", MigrationState.COMPLETE);
        }
        assertThat(trial.destination().values("cut-forget")).containsExactly("fire and forget");
        assertThat(trial.destination().topics()).doesNotContain("cut-forget.orbit-strays");
    }

    /** What is told of who writes past the proxy, as the transactional producer does, comes in between some time. */
    private List<String> migrationEvents(String topic) throws Exception {
        return trial.api().get("/v1/events").as(EventsResponse.class).events().stream()
                .filter(event -> event.topic().equals(topic))
                .map(TopicEvent::event)
                .filter(event -> !event.startsWith(Diagnostic.UNPROXIED_SOURCE_WRITES))
                .toList();
    }
}
