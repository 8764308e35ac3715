// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.AgentMain;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.trial.AnySource;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.SharedTrial;
import dev.orbit.agent.trial.Trial;
import dev.orbit.agent.verify.PartitionReport;
import dev.orbit.agent.verify.Remark;
import dev.orbit.agent.verify.Result;
import dev.orbit.agent.verify.TopicReport;
import dev.orbit.agent.verify.VerificationReport;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.Json;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMappingSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A stock source, an agent, and whoever wants to know whether one holds what the other does. */
@AnySource
@Timeout(120)
@ExtendWith(SharedTrial.class)
class VerifyCommandIT {

    @TempDir
    Path directory;

    private final Trial trial;

    VerifyCommandIT(Trial trial) {
        this.trial = trial;
    }

    private Verifying verify(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--bootstrap-server", trial.agent().bootstrapServers()));
        return Verifying.run(environment(), all.toArray(String[]::new));
    }

    private Map<String, String> environment() {
        return Map.of("ORBIT_ENDPOINT", trial.agent().endpoint().toString());
    }

    private TopicReport topic(int code, String topic) throws Exception {
        Verifying run = verify("--topic", topic, "--json");
        assertThat(run.code()).as(run.toString()).isEqualTo(code);
        return run.report().topics().get(0);
    }

    private static PartitionReport only(TopicReport topic) {
        assertThat(topic.partitions()).hasSize(1);
        return topic.partitions().get(0);
    }

    private void complete(String topic) throws Exception {
        trial.api().initiate(topic);
        trial.awaitState(topic, MigrationState.COMPLETE);
    }

    @Test
    void sameRecordsAreTheSameAndTheReportSaysSo() throws Exception {
        trial.mirror("verify-same", 2);
        trial.source().produce("verify-same", 0, "a", "b", "c");
        trial.source().produce("verify-same", 1, "d");
        trial.awaitCaughtUp("verify-same", 2);
        Path file = directory.resolve("report.json");

        Verifying run = verify("--topic-regex", "verify-s.*e", "--report", file.toString());

        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(run.out().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo("verify-same (REJECT): 2 partitions, 4 records, offsets 0 to 3: same"),
                        line -> assertThat(line).matches("1 topic, 2 partitions, 4 records in \\d+\\.\\d s: same\\."));
        VerificationReport report = Json.MAPPER.readValue(file.toFile(), VerificationReport.class);
        assertThat(report.result()).isEqualTo(Result.SAME);
        assertThat(report.recordCount()).isEqualTo(4);
        assertThat(report.topics().get(0).partitions()).allSatisfy(partition -> {
            assertThat(partition.source()).isEqualTo(partition.destination());
            assertThat(partition.source().sha256()).hasSize(64);
        });
    }

    @Test
    void runsWhileProducersAndTheMirrorDo() throws Exception {
        trial.mirror("verify-live", 2);
        AtomicBoolean enough = new AtomicBoolean();
        Future<?> writing = CompletableFuture.runAsync(() -> {
            try (KafkaProducer<byte[], byte[]> producer = trial.source().producer(Map.of())) {
                for (int i = 0; !enough.get(); i++) {
                    Cluster.send(producer, "verify-live", i % 2, "value " + i);
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        try {
            await("records at the destination")
                    .atMost(Trial.WITHIN)
                    .until(() -> trial.destination().end("verify-live", 1) > 50);
            for (int i = 0; i < 3; i++) {
                assertThat(topic(0, "verify-live").recordCount()).isGreaterThan(50);
            }
        } finally {
            enough.set(true);
            writing.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void transactionOutcomesAreCompared() throws Exception {
        trial.mirror("verify-transactions", 1);
        try (KafkaProducer<byte[], byte[]> producer = trial.source().producer(Map.of("transactional.id", "verify"))) {
            producer.initTransactions();
            for (boolean commit : new boolean[] {true, false, true}) {
                producer.beginTransaction();
                Cluster.send(producer, "verify-transactions", 0, commit ? "committed" : "aborted");
                if (commit) {
                    producer.commitTransaction();
                } else {
                    producer.abortTransaction();
                }
            }
            awaitEnds("verify-transactions", 6);
            PartitionReport settled = only(topic(0, "verify-transactions"));
            assertThat(settled.recordCount()).isEqualTo(3);
            assertThat(settled.remarks()).isEmpty();

            producer.beginTransaction();
            Cluster.send(producer, "verify-transactions", 0, "open");
            awaitEnds("verify-transactions", 7);
            PartitionReport open = only(topic(0, "verify-transactions"));
            assertThat(open.recordCount()).isEqualTo(4);
            assertThat(open.remarks())
                    .extracting(Remark::message)
                    .containsExactly(
                            "the source's last stable offset stands at 6: a transaction is open; outcomes were compared"
                                    + " below offset 6, records below 7",
                            "the destination's last stable offset stands at 6: a transaction is open; outcomes were"
                                    + " compared below offset 6, records below 7");
            producer.abortTransaction();
        }
    }

    /** A commit is acknowledged before its marker is written. */
    private void awaitEnds(String topic, long offset) {
        await("both logs end at " + offset)
                .atMost(Trial.WITHIN)
                .until(() -> trial.source().end(topic, 0) == offset
                        && trial.destination().end(topic, 0) == offset);
    }

    @Test
    void aByteThatDiffersIsFound() throws Exception {
        trial.mirror("verify-planted", 1);
        trial.source().produce("verify-planted", 0, "before", "planted", "after");
        trial.awaitCaughtUp("verify-planted", 1);
        PlantedByte.replace(trial.agent().dataDirectory().resolve("verify-planted-0"), "planted", "Planted");

        Verifying run = verify("--topic", "verify-planted");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out())
                .contains(": differs at partition 0 offset 1: value is \"planted\" at the source and \"Planted\" at the"
                        + " destination\n")
                .contains(": 1 topic differs.\n");
        // as the launcher runs it: 2 must not be taken for picocli's code of wrong usage
        assertThat(AgentMain.run(
                        "verify",
                        "--endpoint",
                        trial.agent().endpoint().toString(),
                        "--bootstrap-server",
                        trial.agent().bootstrapServers(),
                        "--topic",
                        "verify-planted"))
                .isEqualTo(2);
        PartitionReport report = only(topic(2, "verify-planted"));
        assertThat(report.recordCount()).isEqualTo(1);
        assertThat(report.source().sha256()).isNotEqualTo(report.destination().sha256());
    }

    @Test
    void afterCompleteTheSourceMustBeAPrefix() throws Exception {
        trial.proxy("verify-complete", 1);
        trial.source().produce("verify-complete", 0, "moved");
        complete("verify-complete");
        trial.destination().produce("verify-complete", 0, "own", "life");

        assertThat(topic(0, "verify-complete").state()).isEqualTo(MigrationState.COMPLETE);

        trial.source().produce("verify-complete", 0, "stray");
        Verifying stray = verify("--topic", "verify-complete");
        assertThat(stray.code()).isEqualTo(2);
        assertThat(stray.out()).contains("differs at partition 0 offset 1: timestamp is ");

        trial.proxy("verify-grown", 1);
        complete("verify-grown");
        trial.source().produce("verify-grown", 0, "stray");
        assertThat(verify("--topic", "verify-grown").out())
                .contains("differs at partition 0: log end offset is 1 at the source and 0 at the destination");
    }

    @Test
    void aLaterStartIsARemark() throws Exception {
        trial.source().createTopic("verify-latest", 1);
        trial.source().produce("verify-latest", 0, "before", "the mirror");
        trial.api()
                .put(new Change.PutTopicMapping(
                        TopicMappingSpec.literal(Documents.LINK, 0, "verify-latest", "verify-latest")
                                .fromLatest(),
                        0));
        trial.awaitState("verify-latest", MigrationState.REJECT);
        trial.source().produce("verify-latest", 0, "mirrored");
        trial.awaitCaughtUp("verify-latest", 1);

        Verifying run = verify("--topic", "verify-latest");

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains(
                        "1 record, offsets 2 to 3: same\n    partition 0: starts later: the destination's log starts at"
                                + " offset 2, the source's at 0");
    }

    @Test
    void whatCompactionRemovedOnOneSideIsNoDifference() throws Exception {
        trial.source()
                .createTopic(
                        "verify-compacted",
                        1,
                        Map.of(
                                "cleanup.policy", "compact",
                                "segment.ms", "1",
                                "min.cleanable.dirty.ratio", "0.001",
                                "delete.retention.ms", "0",
                                "min.compaction.lag.ms", "3600000"));
        trial.api()
                .put(new Change.PutTopicMapping(
                        TopicMappingSpec.literal(Documents.LINK, 0, "verify-compacted", "verify-compacted")
                                .withTopicConfig(Map.of("cleanup.policy", "delete", "retention.ms", "-1")),
                        0));
        trial.awaitState("verify-compacted", MigrationState.REJECT);
        keyed("a", "1", "b", "1", "a", "2", "c", "1", "c", null, "a", "3", "d", "1", "e", "1", "f", "1");
        trial.awaitCaughtUp("verify-compacted", 1);

        alter("verify-compacted", "min.compaction.lag.ms", "0");
        await("compaction at the source").atMost(Trial.WITHIN).until(() -> records(trial.source()) <= 6);
        TopicReport compacted = topic(0, "verify-compacted");

        assertThat(compacted.compacted()).isTrue();
        assertThat(records(trial.destination())).isEqualTo(9);
        assertThat(only(compacted).remarks())
                .extracting(Remark::code, Remark::count)
                .contains(org.assertj.core.groups.Tuple.tuple("shadowed_records", 3L));
        assertThat(only(compacted).source().sha256())
                .isEqualTo(only(compacted).destination().sha256());
    }

    private int records(Cluster cluster) {
        return cluster.records("verify-compacted", org.apache.kafka.common.IsolationLevel.READ_UNCOMMITTED)
                .size();
    }

    private void keyed(@Nullable String... keysAndValues) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = trial.source().producer(Map.of())) {
            for (int i = 0; i < keysAndValues.length; i += 2) {
                String value = keysAndValues[i + 1];
                producer.send(new ProducerRecord<>(
                                "verify-compacted",
                                0,
                                keysAndValues[i].getBytes(UTF_8),
                                value == null ? null : value.getBytes(UTF_8)))
                        .get(30, TimeUnit.SECONDS);
            }
        }
    }

    private void alter(String topic, String name, String value) throws Exception {
        trial.source()
                .admin()
                .incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic),
                        List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
                .all()
                .get(30, TimeUnit.SECONDS);
    }

    @Test
    void anUnknownTopicIsNamedWithThoseThatExist() throws Exception {
        trial.mirror("verify-known", 1);

        Verifying run = verify("--topic", "verify-known", "verify-unknown");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("error: The link \"default\" has no mirror topic verify-unknown.\n")
                .contains("verify-known")
                .endsWith(" [unknown_topic]\n");
    }

    @Test
    void anotherClusterIsNeverCompared() throws Exception {
        trial.mirror("verify-cluster", 1);
        String source = trial.sourceProcess().bootstrapServers();

        Verifying run =
                Verifying.run(environment(), "--topic", "verify-cluster", "--bootstrap-server", source, "--json");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.errors().errors()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("wrong_cluster");
            assertThat(problem.message())
                    .startsWith("The destination at " + source + " is cluster ")
                    .contains(trial.api().snapshot().cluster().clusterId());
        });
    }

    /** The agents' answer, changed on its way: a source that is another one since, and a secret that is not here. */
    @Test
    void theSourceIsReachedAsAnAgentWould() throws Exception {
        trial.mirror("verify-source", 1);
        Snapshot real = trial.api().snapshot();

        try (ServedSnapshot served = ServedSnapshot.of(real.links().get(0), real)) {
            assertThat(verify(served, "verify-source").code()).isZero();
            served.withSourceClusterId("another");
            Verifying other = verify(served, "verify-source");
            assertThat(other.code()).isEqualTo(1);
            assertThat(other.err())
                    .contains("and the link is for cluster another.")
                    .contains("[wrong_cluster]");

            served.withPasswordFrom("ORBIT_NOT_HERE");
            Verifying missing = verify(served, "verify-source");
            assertThat(missing.code()).isEqualTo(1);
            assertThat(missing.err()).contains("source_cluster_credentials.").contains("ORBIT_NOT_HERE");
        }
    }

    @Test
    void aCutoverDuringTheComparisonIsNoDifferenceAndADeletionIsToldOf() throws Exception {
        trial.proxy("verify-cutover", 1);
        complete("verify-cutover");
        trial.destination().produce("verify-cutover", 0, "own");
        Snapshot real = trial.api().snapshot();

        try (ServedSnapshot served = ServedSnapshot.of(real.links().get(0), real)) {
            served.withFirstState(MigrationState.PROXY);
            Verifying run = verify(served, "verify-cutover");

            assertThat(run.out()).startsWith("verify-cutover (COMPLETE): ");
            assertThat(run.code()).isZero();

            served.withFirstState(MigrationState.PROXY);
            served.withTopicsOnce();
            Verifying gone = verify(served, "verify-cutover");

            assertThat(gone.code()).isEqualTo(1);
            assertThat(gone.out()).contains("topic verify-cutover is gone", "Verify again. [topic_gone]");
        }
    }

    private Verifying verify(ServedSnapshot served, String topic) {
        return Verifying.run(
                Map.of("ORBIT_ENDPOINT", served.endpoint()),
                "--bootstrap-server",
                trial.agent().bootstrapServers(),
                "--topic",
                topic);
    }
}
