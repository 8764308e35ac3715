// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orbit.agent.trial.AnySource;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.SharedTrial;
import dev.orbit.agent.trial.Trial;
import dev.orbit.agent.verify.Extent;
import dev.orbit.schemas.EventsResponse;
import dev.orbit.schemas.InitiateRequest;
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

/** Topics are cut over under producers that never stop: no one of them sees an error, and no record is lost. */
@AnySource
@ExtendWith(SharedTrial.class)
@Timeout(180)
class CutoverIT {

    private static final int PARTITIONS = 3;

    private final Trial trial;

    CutoverIT(Trial trial) {
        this.trial = trial;
    }

    /** The transaction is written past the proxy, as transactional producers must; the cutover waits for its end. */
    @Test
    void keepsEveryRecordWhileProducersGoOnAndATransactionEnds() throws Exception {
        trial.proxy("cut-live", PARTITIONS);
        try (Writers writers = Writers.start(trial.destination(), "cut-live", PARTITIONS);
                StepLog steps = StepLog.follow(trial.destination(), "cut-live");
                KafkaProducer<byte[], byte[]> transactional = openTransaction("cut-live")) {
            writers.awaitProgress();

            assertThat(trial.api().initiate("cut-live").initiated()).containsExactly("cut-live");
            steps.await("draining");
            assertThat(topic("cut-live").state()).isEqualTo(MigrationState.MIGRATING);
            transactional.commitTransaction();

            trial.awaitState("cut-live", MigrationState.COMPLETE);
            writers.awaitProgress();
            writers.stop();
            assertThat(writers.failures()).isEmpty();
            writers.assertKept(trial.destination());
        }
        assertThat(topic("cut-live").lastAttempt().outcome()).isEqualTo("complete");
        trial.assertSame("cut-live", Extent.SOURCE_IS_PREFIX);
        assertThat(trial.destination().values("cut-live")).contains("in the transaction");
        try (var producer = trial.destination().producer(Map.of("transactional.id", "cut-live-after"))) {
            producer.initTransactions();
            producer.beginTransaction();
            Cluster.send(producer, "cut-live", 0, "a transaction after the cutover");
            producer.commitTransaction();
        }
    }

    @Test
    void goesBackToTheProxyWhenAbortedAndCanBeStartedAgain() throws Exception {
        trial.proxy("cut-abort", PARTITIONS);
        try (Writers writers = Writers.start(trial.destination(), "cut-abort", PARTITIONS);
                StepLog steps = StepLog.follow(trial.destination(), "cut-abort");
                KafkaProducer<byte[], byte[]> transactional = openTransaction("cut-abort")) {
            writers.awaitProgress();
            trial.api().initiate("cut-abort");
            steps.await("draining");

            assertThat(trial.api().abort("cut-abort").aborted()).containsExactly("cut-abort");
            trial.awaitState("cut-abort", MigrationState.PROXY);
            assertThat(topic("cut-abort").lastAttempt())
                    .isEqualTo(new Snapshot.Attempt(1, "aborted", "aborted by request"));
            writers.awaitProgress();
            assertThat(trial.api().abort("cut-abort").errors()).singleElement().satisfies(error -> {
                assertThat(error.topic()).isEqualTo("cut-abort");
                assertThat(error.problem().code()).isEqualTo("not_migrating");
            });

            transactional.abortTransaction();
            trial.api().initiate("cut-abort");
            trial.awaitState("cut-abort", MigrationState.COMPLETE);
            assertThat(topic("cut-abort").lastAttempt().attempt()).isEqualTo(2);
            assertThat(trial.api().abort("cut-abort").errors())
                    .singleElement()
                    .satisfies(error -> assertThat(error.problem().code()).isEqualTo("already_complete"));
            writers.awaitProgress();
            writers.stop();
            assertThat(writers.failures()).isEmpty();
            writers.assertKept(trial.destination());
        }
        assertThat(words("cut-abort"))
                .startsWith("matched", "created", "enabled", "initiated", "closing", "draining")
                .containsSubsequence("aborted", "initiated", "closing", "draining", "stopping", "complete")
                .endsWith("complete");
        trial.assertSame("cut-abort", Extent.SOURCE_IS_PREFIX);
    }

    @Test
    void goesBackToTheProxyWhenTimeIsUpAndSaysWhatItWaitedFor() throws Exception {
        trial.proxy("cut-timeout", PARTITIONS);
        try (Writers writers = Writers.start(trial.destination(), "cut-timeout", PARTITIONS);
                KafkaProducer<byte[], byte[]> transactional = openTransaction("cut-timeout")) {
            writers.awaitProgress();
            initiate("cut-timeout", 2);

            await().atMost(Trial.WITHIN)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> topic("cut-timeout").state() == MigrationState.PROXY);
            assertThat(topic("cut-timeout").lastAttempt()).satisfies(attempt -> {
                assertThat(attempt.outcome()).isEqualTo("timed_out");
                assertThat(attempt.reason()).matches("partition 0 has a transaction open since offset \\d+.*");
            });
            writers.awaitProgress();
            transactional.commitTransaction();
            writers.stop();
            assertThat(writers.failures()).isEmpty();
            writers.assertKept(trial.source());
            trial.awaitCaughtUp("cut-timeout", PARTITIONS);
        }
        trial.assertSame("cut-timeout", Extent.EQUAL);
    }

    /** The transaction keeps the gate closed, so that there is a while in which somebody can write past it. */
    @Test
    void takesRecordsWrittenPastTheProxyAlongAndReportsThem() throws Exception {
        trial.proxy("cut-past", PARTITIONS);
        try (Writers writers = Writers.start(trial.destination(), "cut-past", PARTITIONS);
                StepLog steps = StepLog.follow(trial.destination(), "cut-past");
                KafkaProducer<byte[], byte[]> transactional = openTransaction("cut-past")) {
            writers.awaitProgress();
            trial.api().initiate("cut-past");
            JsonNode closed = steps.await("draining");

            trial.source().produce("cut-past", 1, "past the proxy");
            JsonNode moved =
                    steps.await("draining", draining -> draining.get("moved").asInt() > 0);
            assertThat(moved.get("targets").get(1).asLong())
                    .isEqualTo(closed.get("targets").get(1).asLong() + 1);
            await().atMost(Trial.WITHIN)
                    .untilAsserted(() -> assertThat(topic("cut-past").lastAttempt())
                            .satisfies(attempt -> {
                                assertThat(attempt.outcome()).isEqualTo("running");
                                assertThat(attempt.reason()).contains("somebody writes to the source directly");
                            }));
            transactional.commitTransaction();

            trial.awaitState("cut-past", MigrationState.COMPLETE);
            assertThat(topic("cut-past").lastAttempt().reason()).contains("somebody writes to the source directly");
            writers.awaitProgress();
            writers.stop();
            assertThat(writers.failures()).isEmpty();
            writers.assertKept(trial.destination());
        }
        assertThat(trial.destination().values("cut-past")).containsOnlyOnce("past the proxy");
        trial.assertSame("cut-past", Extent.SOURCE_IS_PREFIX);
    }

    private void initiate(String topic, int timeoutSeconds) throws Exception {
        var answer = trial.api()
                .initiate(new InitiateRequest(null, List.of(topic), null, false, null, null, timeoutSeconds));
        assertThat(answer.initiated()).containsExactly(topic);
    }

    private List<String> words(String topic) throws Exception {
        return trial.api().get("/v1/events").as(EventsResponse.class).events().stream()
                .filter(event -> event.topic().equals(topic))
                .map(TopicEvent::event)
                .toList();
    }

    private Snapshot.Topic topic(String name) throws Exception {
        Snapshot.Topic topic = trial.api().topic(name);
        assertThat(topic).as(name).isNotNull();
        return topic;
    }

    private KafkaProducer<byte[], byte[]> openTransaction(String topic) throws Exception {
        KafkaProducer<byte[], byte[]> producer = trial.source().producer(Map.of("transactional.id", topic));
        producer.initTransactions();
        producer.beginTransaction();
        Cluster.send(producer, topic, 0, "in the transaction");
        return producer;
    }
}
