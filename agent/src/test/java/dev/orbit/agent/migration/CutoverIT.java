// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.trial.AnySource;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.SharedTrial;
import dev.orbit.agent.trial.Trial;
import dev.orbit.agent.verify.Extent;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.MigrationState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Topics are cut over under producers that never stop: no one of them sees an error, and no record is lost. */
@AnySource
@ExtendWith(SharedTrial.class)
@Timeout(180)
class CutoverIT {

    private static final int PARTITIONS = 3;
    private static final String OPEN = "partition 0 has a transaction open at the source since offset \\d+.*";

    private final Trial trial;

    CutoverIT(Trial trial) {
        this.trial = trial;
    }

    /** The transaction is written past the proxy, as transactional producers must; the gate stays open until its end. */
    @Test
    void keepsEveryRecordWhileProducersGoOnAndATransactionEnds() throws Exception {
        trial.proxy("cut-live", PARTITIONS);
        Uuid topicId = topicId(trial.destination(), "cut-live");
        assertThat(topicId).isNotEqualTo(topicId(trial.source(), "cut-live"));
        try (Writers writers = Writers.start(trial.destination(), "cut-live", PARTITIONS);
                StepLog steps = StepLog.follow(trial.destination(), "cut-live");
                KafkaProducer<byte[], byte[]> transactional = trial.openTransaction("cut-live")) {
            writers.awaitProgress();

            assertThat(trial.api().initiate("cut-live").initiated()).containsExactly("cut-live");
            steps.await("catching_up");
            await().atMost(Trial.WITHIN)
                    .untilAsserted(() -> assertThat(trial.topic("cut-live").lastAttempt())
                            .isNotNull()
                            .satisfies(attempt -> assertThat(attempt.reason()).matches(OPEN)));
            writers.awaitProgress();
            assertThat(trial.topic("cut-live").state()).isEqualTo(MigrationState.MIGRATING);
            assertThat(steps.last()).as("the gate is open").isEqualTo("catching_up");
            assertThat(topicId(trial.destination(), "cut-live")).isEqualTo(topicId);
            transactional.commitTransaction();

            trial.awaitState("cut-live", MigrationState.COMPLETE);
            writers.finish();
            writers.assertKept(trial.destination());
        }
        assertThat(trial.topic("cut-live").lastAttempt().outcome()).isEqualTo("complete");
        assertThat(topicId(trial.destination(), "cut-live"))
                .as("clients name it by one id throughout")
                .isEqualTo(topicId);
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
    void goesBackToTheProxyWhenTimeIsUpAndSaysWhatItWaitedFor() throws Exception {
        trial.proxy("cut-timeout", PARTITIONS);
        try (Writers writers = Writers.start(trial.destination(), "cut-timeout", PARTITIONS);
                KafkaProducer<byte[], byte[]> transactional = trial.openTransaction("cut-timeout")) {
            writers.awaitProgress();
            // what it waited for is told as it was when time was up: most often for the transaction alone
            await().atMost(Trial.WITHIN).until(() -> {
                initiate("cut-timeout", 2);
                trial.awaitState("cut-timeout", MigrationState.PROXY);
                var attempt = trial.topic("cut-timeout").lastAttempt();
                assertThat(attempt.outcome()).isEqualTo("timed_out");
                return attempt.reason().matches(OPEN);
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

    private static Uuid topicId(Cluster cluster, String topic) throws Exception {
        return cluster.admin()
                .describeTopics(List.of(topic))
                .allTopicNames()
                .get(30, TimeUnit.SECONDS)
                .get(topic)
                .topicId();
    }

    private void initiate(String topic, int timeoutSeconds) throws Exception {
        var answer = trial.api()
                .initiateOnceKnown(new InitiateRequest(null, List.of(topic), null, false, null, null, timeoutSeconds));
        assertThat(answer.initiated()).containsExactly(topic);
    }
}
