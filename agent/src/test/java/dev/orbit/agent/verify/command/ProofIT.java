// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.SharedTrial;
import dev.orbit.agent.trial.Trial;
import dev.orbit.agent.verify.ProofReport;
import dev.orbit.agent.verify.ProofResult;
import dev.orbit.agent.verify.Result;
import dev.orbit.agent.verify.TopicReport;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What COMPLETE records of a log, and what {@code orbit verify} makes of it later. */
@Timeout(180)
@ExtendWith(SharedTrial.class)
class ProofIT {

    @TempDir
    Path directory;

    private final Trial trial;

    ProofIT(Trial trial) {
        this.trial = trial;
    }

    private TopicReport topic(int code, String topic) throws Exception {
        Verifying run = Verifying.of(trial, "--topic", topic, "--json");
        assertThat(run.code()).as(run.toString()).isEqualTo(code);
        return run.report().topics().get(0);
    }

    private static ProofReport proof(TopicReport topic, int partition) {
        return Objects.requireNonNull(topic.partitions().get(partition).proof(), () -> topic.toString());
    }

    private Snapshot.Completion complete(String topic) throws Exception {
        trial.api().initiate(topic);
        trial.awaitState(topic, MigrationState.COMPLETE);
        return Objects.requireNonNull(trial.topic(topic).completion());
    }

    /** By an idempotent producer straight at the source, whose batches are tagged here, and by one through the proxy. */
    private void produce(String topic, String... values) throws Exception {
        trial.source().produce(topic, 0, values);
        trial.destination().produce(topic, 0, values);
    }

    @Test
    void completeRecordsWhatWasFetchedAndTheLogHasIt() throws Exception {
        trial.proxy("proof-same", 2);
        produce("proof-same", "a", "b");
        try (KafkaProducer<byte[], byte[]> producer =
                trial.source().producer(Map.of("transactional.id", "proof", "compression.type", "zstd"))) {
            producer.initTransactions();
            producer.beginTransaction();
            Cluster.send(producer, "proof-same", 0, "aborted");
            producer.abortTransaction();
        }

        Snapshot.Completion completion = complete("proof-same");

        assertThat(completion.partitions())
                .satisfiesExactly(
                        first -> {
                            assertThat(first.finalOffset()).isEqualTo(6);
                            assertThat(first.asFetchedFromOffset()).isZero();
                            assertThat(first.digests()).singleElement().satisfies(digest -> {
                                assertThat(digest.fromOffset()).isZero();
                                assertThat(digest.digest())
                                        .matches("[0-9a-f]{32}")
                                        .isNotEqualTo("0".repeat(32));
                            });
                        },
                        second -> {
                            assertThat(second.finalOffset()).isZero();
                            assertThat(second.digests()).containsExactly(new Snapshot.LogDigest(0, "0".repeat(32)));
                        });
        trial.destination().produce("proof-same", 0, "own", "life");
        TopicReport report = topic(0, "proof-same");
        assertThat(report.completedAt()).isEqualTo(completion.completedAt());
        assertThat(proof(report, 0).result()).isEqualTo(ProofResult.SAME);
        assertThat(proof(report, 0).found())
                .isEqualTo(completion.partitions().get(0).digests().get(0).digest());
        assertThat(proof(report, 0).message()).isEqualTo("offsets 0 to 6: the batches are those that were fetched");
        assertThat(proof(report, 1).result()).isEqualTo(ProofResult.SAME);
    }

    /** Checksums and all: only what was recorded tells. */
    @Test
    void aByteThatIsAlteredBehindTheBrokersBackIsNamed() throws Exception {
        trial.proxy("proof-planted", 1);
        produce("proof-planted", "before", "planted", "after");
        complete("proof-planted");
        PlantedByte.replace(trial.agent().dataDirectory().resolve("proof-planted-0"), "planted", "Planted");

        TopicReport report = topic(2, "proof-planted");

        assertThat(report.result()).isEqualTo(Result.DIFFERS);
        assertThat(proof(report, 0).result()).isEqualTo(ProofResult.DIFFERS);
        assertThat(proof(report, 0).found()).isNotEqualTo(proof(report, 0).recorded());
        assertThat(Objects.requireNonNull(report.partitions().get(0).difference())
                        .offset())
                .isEqualTo(1);
        Path markdown = directory.resolve("report.MD");
        Path json = directory.resolve("report.json");
        Verifying run = Verifying.of(
                trial, "--topic", "proof-planted", "--report", markdown.toString(), "--report", json.toString());
        assertThat(run.out())
                .contains("proof: partition 0: offsets 0 to 6: the batches are not those that were fetched: digest ");
        assertThat(json).content().contains("\"result\" : \"differs\"");
        assertThat(markdown)
                .content()
                .contains("| result | **differs** |\n")
                .contains("| proof-planted | COMPLETE | " + report.completedAt() + " | differs | 1 | differs |\n")
                .contains("Migration attempt 1: complete.")
                .contains("- first difference in partition 0: offset 1: value is \"planted\" at the source and")
                .contains(" | " + proof(report, 0).recorded() + " | "
                        + proof(report, 0).found() + " | ")
                .containsPattern("\\| \\d{4}-\\d\\d-\\d\\dT[^|]*Z \\| complete \\| 1 \\| ");
    }

    /** Of several segments, with batches of every size. */
    @Test
    void anAgentThatIsKilledCountsItsLogAnew() throws Exception {
        trial.source().createTopic("proof-killed", 1, Map.of("segment.bytes", Integer.toString(1 << 20)));
        trial.api().put(Documents.putMapping("proof-killed", new AutoMigration(true)));
        trial.awaitState("proof-killed", MigrationState.PROXY);
        produce("proof-killed", "a", "b".repeat(600_000), "c".repeat(17_000));
        trial.awaitCaughtUp("proof-killed", 1);
        trial.agent().kill();
        trial.agent().restart();
        trial.awaitState("proof-killed", MigrationState.PROXY);
        produce("proof-killed", "d");

        Snapshot.CompletedPartition completed =
                complete("proof-killed").partitions().get(0);

        assertThat(completed.asFetchedFromOffset()).isEqualTo(6);
        assertThat(completed.digests().get(0).fromOffset()).isZero();
        ProofReport proof = proof(topic(0, "proof-killed"), 0);
        assertThat(proof.result()).isEqualTo(ProofResult.SAME);
        assertThat(proof.fromOffset()).isZero();
        assertThat(proof.message())
                .isEqualTo("offsets 0 to 8: the batches are those that were fetched from offset 6 on, and below"
                        + " it in the log when its leader began to mirror");
    }

    @Test
    void whereRetentionOrCompactionTookBatchesItSaysSo() throws Exception {
        trial.proxy("proof-retained", 1);
        produce("proof-retained", "a", "b", "c");
        complete("proof-retained");
        trial.destination()
                .admin()
                .deleteRecords(Map.of(new TopicPartition("proof-retained", 0), RecordsToDelete.beforeOffset(2)))
                .all()
                .get(30, TimeUnit.SECONDS);

        ProofReport retained = proof(topic(0, "proof-retained"), 0);
        assertThat(retained.result()).isEqualTo(ProofResult.IMPOSSIBLE);
        assertThat(retained.message())
                .isEqualTo("retention has removed everything below offset 2, and the digest is over offsets 0 to 6");
        assertThat(Verifying.of(trial, "--topic", "proof-retained").out())
                .contains(": same\n", "    proof: not possible: partition 0: retention has removed everything below");

        trial.destination()
                .admin()
                .incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, "proof-retained"),
                        List.of(new AlterConfigOp(
                                new ConfigEntry("cleanup.policy", "compact"), AlterConfigOp.OpType.SET))))
                .all()
                .get(30, TimeUnit.SECONDS);
        await("the policy is there").atMost(Trial.WITHIN).untilAsserted(() -> {
            ProofReport compacted = proof(topic(0, "proof-retained"), 0);
            assertThat(compacted.result()).isEqualTo(ProofResult.IMPOSSIBLE);
            assertThat(compacted.message()).startsWith("compaction rewrites the destination's log");
        });
    }

    /** A log that has lost its beginning by then is proven from there on. */
    @Test
    void retentionBeforeTheCutoverLeavesTheRestProven() throws Exception {
        trial.proxy("proof-begun-later", 1);
        try (KafkaProducer<byte[], byte[]> producer = trial.source().producer(Map.of())) {
            for (int i = 0; i < 100; i++) {
                Cluster.send(producer, "proof-begun-later", 0, "value " + i);
            }
        }
        trial.awaitCaughtUp("proof-begun-later", 1);
        trial.source()
                .admin()
                .deleteRecords(Map.of(new TopicPartition("proof-begun-later", 0), RecordsToDelete.beforeOffset(50)))
                .all()
                .get(30, TimeUnit.SECONDS);
        produce("proof-begun-later", "the log start comes along");
        await("the log start")
                .atMost(Trial.WITHIN)
                .untilAsserted(() -> assertThat(trial.destination()
                                .records("proof-begun-later", org.apache.kafka.common.IsolationLevel.READ_UNCOMMITTED)
                                .get(0)
                                .offset())
                        .isEqualTo(50));

        Snapshot.CompletedPartition completed =
                complete("proof-begun-later").partitions().get(0);

        assertThat(completed.digests()).hasSizeGreaterThan(1);
        assertThat(completed.digests().get(0).fromOffset()).isBetween(50L, 70L);
        ProofReport proof = proof(topic(0, "proof-begun-later"), 0);
        assertThat(proof.result()).isEqualTo(ProofResult.SAME);
        trial.destination()
                .admin()
                .deleteRecords(Map.of(new TopicPartition("proof-begun-later", 0), RecordsToDelete.beforeOffset(75)))
                .all()
                .get(30, TimeUnit.SECONDS);
        ProofReport later = proof(topic(0, "proof-begun-later"), 0);
        assertThat(later.result()).as(later.toString()).isEqualTo(ProofResult.SAME);
        assertThat(later.fromOffset()).isGreaterThanOrEqualTo(75);
        assertThat(later.message()).contains("; below offset " + later.fromOffset() + " retention has removed");
    }

    @Test
    void aFailoverIsProvenWithTheMarkersThatEndedIt() throws Exception {
        trial.proxy("proof-failed-over", 1);
        produce("proof-failed-over", "a");
        KafkaProducer<byte[], byte[]> open = trial.openTransaction("proof-failed-over");
        trial.awaitCaughtUp("proof-failed-over", 1);

        trial.api().failover("proof-failed-over");
        trial.awaitState("proof-failed-over", MigrationState.COMPLETE);
        open.close(java.time.Duration.ZERO);

        Snapshot.Completion completion =
                Objects.requireNonNull(trial.topic("proof-failed-over").completion());
        assertThat(completion.partitions().get(0).finalOffset()).isEqualTo(4);
        Verifying run = Verifying.of(trial, "--topic", "proof-failed-over", "--json");
        ProofReport proof = proof(run.report().topics().get(0), 0);
        assertThat(proof.result()).as(proof.toString()).isEqualTo(ProofResult.SAME);
        assertThat(proof.finalOffset()).isEqualTo(4);
    }
}
