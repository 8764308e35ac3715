// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.trial.AnySource;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.SharedTrial;
import dev.orbit.agent.trial.Trial;
import dev.orbit.agent.verify.Remark;
import dev.orbit.agent.verify.TopicReport;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.MigrationState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code orbit verify} where the source deleted what was, or was to be, mirrored. */
@AnySource
@Timeout(120)
@ExtendWith(SharedTrial.class)
class VerifyDeletedIT {

    private final Trial trial;

    VerifyDeletedIT(Trial trial) {
        this.trial = trial;
    }

    private TopicReport topic(int code, String topic) throws Exception {
        Verifying run = Verifying.of(trial, "--topic", topic, "--json");
        assertThat(run.code()).as(run.toString()).isEqualTo(code);
        return run.report().topics().get(0);
    }

    private String topicId(String topic) throws Exception {
        return trial.source()
                .admin()
                .describeTopics(List.of(topic))
                .allTopicNames()
                .get(30, TimeUnit.SECONDS)
                .get(topic)
                .topicId()
                .toString();
    }

    /** The mirror began behind them, and has nothing of the transaction. */
    @Test
    void aTransactionWhoseRecordsTheSourceDeletedIsARemark() throws Exception {
        trial.source().createTopic("verify-begun", 1);
        try (KafkaProducer<byte[], byte[]> transaction = trial.openTransaction("verify-begun")) {
            trial.source().produce("verify-begun", 0, "a", "b", "c");
            trial.source()
                    .admin()
                    .deleteRecords(Map.of(new TopicPartition("verify-begun", 0), RecordsToDelete.beforeOffset(2)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            trial.api().put(Documents.putMapping("verify-begun", AutoMigration.INHERIT));
            trial.awaitState("verify-begun", MigrationState.REJECT);
            trial.awaitCaughtUp("verify-begun", 1);

            TopicReport report = topic(0, "verify-begun");
            assertThat(report.partitions().get(0).source().lastStableOffset()).isEqualTo(2);
            assertThat(report.partitions().get(0).destination().lastStableOffset())
                    .isEqualTo(4);
            assertThat(report.partitions().get(0).remarks())
                    .extracting(Remark::code)
                    .containsExactly("deleted_transaction");
            transaction.abortTransaction();
        }
        trial.awaitCaughtUp("verify-begun", 1);
        assertThat(topic(0, "verify-begun").partitions().get(0).remarks()).isEmpty();
    }

    /** Whatever it holds: here as much as the one before, which is nothing. */
    @Test
    void aSourceTopicThatWasMadeAnewIsNotTheOneThatIsMirrored() throws Exception {
        trial.mirror("verify-anew", 1);
        String mirrored = topicId("verify-anew");
        assertThat(topic(0, "verify-anew").difference()).isNull();
        assumeTrue(!mirrored.equals(Uuid.ZERO_UUID.toString()), "the source has no topic ids");

        remake("verify-anew");

        String now = topicId("verify-anew");
        assertThat(topic(2, "verify-anew").difference())
                .asString()
                .contains(now + " at the source", mirrored + " as it was mirrored", "orbit resync --topic verify-anew");
    }

    private void remake(String topic) throws Exception {
        Cluster source = trial.source();
        source.admin().deleteTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
        await().atMost(Trial.WITHIN)
                .untilAsserted(() -> assertThat(source.topics()).doesNotContain(topic));
        source.createTopic(topic, 1);
    }
}
