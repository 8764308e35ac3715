// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.AgentApi;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.trial.Api.Answer;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.Trial;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.EventsResponse;
import dev.orbit.schemas.FailoverRequest;
import dev.orbit.schemas.FailoverResponse;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.MirrorState;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.ResyncRequest;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicEvent;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.schemas.TopicProblem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Topics are opened as they are when their source has died, and what it does later changes nothing. */
@Timeout(240)
class FailoverIT {

    @TempDir
    static Path directory;

    private static Trial trial;

    @BeforeAll
    static void start() throws Exception {
        trial = Trial.start(directory);
    }

    @AfterAll
    static void stop() {
        trial.close();
    }

    private static Snapshot.Failover awaitFailedOver(String topic) throws Exception {
        await(topic + " is open").atMost(Trial.WITHIN).ignoreExceptions().untilAsserted(() -> {
            Snapshot.Topic found = trial.topic(topic);
            assertThat(found.state()).as("%s", found).isEqualTo(MigrationState.COMPLETE);
            assertThat(found.mirror()).isEqualTo(MirrorState.ACTIVE);
            assertThat(found.lastAttempt().outcome()).isEqualTo("failed_over");
        });
        return Objects.requireNonNull(trial.topic(topic).failover());
    }

    /** One transaction with one record in partition 0, whose producer and coordinator will not end it. */
    private static void leaveATransactionOpen(String topic) throws Exception {
        trial.openTransaction(topic).close(Duration.ZERO);
    }

    private static List<String> committed(String topic) {
        return trial.destination().records(topic, IsolationLevel.READ_COMMITTED).stream()
                .map(record -> new String(record.value(), UTF_8))
                .toList();
    }

    @Test
    void opensATopicWhoseSourceIsDeadUnderItsProducers() throws Exception {
        trial.proxy("dead", 2);
        leaveATransactionOpen("dead");
        try (KafkaProducer<byte[], byte[]> producer = trial.destination().producer(Map.of("linger.ms", 0))) {
            Cluster.send(producer, "dead", 0, "before");
            for (int i = 0; i < 5; i++) {
                Cluster.send(producer, "dead", 1, "before " + i);
            }
            trial.awaitCaughtUp("dead", 2);
            Instant death = Instant.now();
            trial.sourceProcess().kill();
            Future<RecordMetadata> across = producer.send(Cluster.record("dead", 1, "across"));

            assertNothingHappensUnlessTheLossIsAccepted();
            assertThat(trial.api().failover("dead").failingOver()).containsExactly("dead");
            Snapshot.Failover left = awaitFailedOver("dead");

            assertThat(across.get(60, TimeUnit.SECONDS).offset()).isEqualTo(5);
            assertThat(Cluster.send(producer, "dead", 0, "after").offset())
                    .as("behind the marker")
                    .isEqualTo(3);
            assertThat(left.partitions())
                    .usingRecursiveFieldByFieldElementComparatorIgnoringFields("sourceHeardAt")
                    .containsExactly(
                            new Snapshot.FailoverPartition(0, 2, 1, 2L, null, 2L, 0L),
                            new Snapshot.FailoverPartition(1, 5, 0, 5L, null, 5L, 0L));
            assertThat(left.partitions())
                    .allSatisfy(partition -> assertThat(Instant.parse(partition.sourceHeardAt()))
                            .isBetween(death.minusSeconds(10), death.plusSeconds(2)));
        }
        assertThat(committed("dead"))
                .contains("before", "before 4", "across", "after")
                .doesNotContain("in the transaction");
        assertThat(trial.topic("dead").lastAttempt().reason())
                .contains("partition 0 was mirrored up to 2", "1 open transaction was aborted");
        assertThat(trial.api().get("/v1/events").as(EventsResponse.class).events())
                .filteredOn(event -> event.topic().equals("dead"))
                .extracting(TopicEvent::event)
                .containsSubsequence("failing_over", "cutting_off", "ending_transactions", "failed_over");

        trial.sourceProcess().restart();
        trial.source().produce("dead", 0, "nobody's business any more");
        assertStays("dead", committed("dead"));
    }

    private static void assertNothingHappensUnlessTheLossIsAccepted() throws Exception {
        Answer refusal = trial.api().failover(new FailoverRequest(null, List.of("dead"), null, false, false));
        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.problems()).extracting(Problem::code).containsExactly("data_loss_not_accepted");
        assertThat(trial.api()
                        .failover(new FailoverRequest(null, List.of("dead"), null, true, false))
                        .as(FailoverResponse.class)
                        .failingOver())
                .containsExactly("dead");
        assertThat(trial.topic("dead").state()).isEqualTo(MigrationState.PROXY);
    }

    private static void assertStays(String topic, List<String> values) {
        await("what the source does changes nothing")
                .during(Duration.ofSeconds(5))
                .atMost(Trial.WITHIN)
                .untilAsserted(() -> {
                    assertThat(trial.topic(topic).state()).isEqualTo(MigrationState.COMPLETE);
                    assertThat(committed(topic)).isEqualTo(values);
                });
    }

    /** Its connections stand, and nobody knows that no answer will come: a producer's patience is not what is waited for. */
    @Test
    void doesNotWaitForASourceThatIsSilent() throws Exception {
        trial.proxy("silent", 1);
        Map<String, Object> patient =
                Map.of("linger.ms", 0, "request.timeout.ms", 100_000, "delivery.timeout.ms", 120_000);
        try (KafkaProducer<byte[], byte[]> producer = trial.destination().producer(patient)) {
            Cluster.send(producer, "silent", 0, "before");
            trial.awaitCaughtUp("silent", 1);
            trial.sourceProcess().suspend();
            try {
                Future<RecordMetadata> across = producer.send(Cluster.record("silent", 0, "across"));
                long fromNanos = System.nanoTime();

                trial.api().failover("silent");

                assertThat(across.get(60, TimeUnit.SECONDS).offset()).isEqualTo(1);
                assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - fromNanos))
                        .isLessThan(25);
                awaitFailedOver("silent");
            } finally {
                trial.sourceProcess().resume();
            }
        }
        assertStays("silent", List.of("before", "across"));
    }

    /** The mirror stands, and the source goes on taking what is forwarded: then it dies. */
    @Test
    void tellsWhatProducersWereToldIsKeptAndIsNot() throws Exception {
        trial.proxy("told", 1);
        try (KafkaProducer<byte[], byte[]> producer = trial.destination().producer(Map.of("linger.ms", 0))) {
            Cluster.send(producer, "told", 0, "kept");
            trial.awaitCaughtUp("told", 1);
            pause(true);
            for (int i = 0; i < 3; i++) {
                Cluster.send(producer, "told", 0, "left behind " + i);
            }
            trial.sourceProcess().kill();

            trial.api().failover("told");
            Snapshot.FailoverPartition left =
                    awaitFailedOver("told").partitions().get(0);

            assertThat(left.mirroredEndOffset()).isEqualTo(1);
            assertThat(left.acknowledgedEndOffset()).isEqualTo(4);
            assertThat(left.offsetsLeftBehind()).isEqualTo(3);
            assertThat(trial.topic("told").lastAttempt().reason())
                    .contains("producers were told that records up to offset 3 are kept");
            // Kafka's client learns of the loss by the sequence that is missing, once, and goes on
            goesOn(producer);
        } finally {
            trial.sourceProcess().restart();
            pause(false);
        }
        assertThat(committed("told")).containsExactly("kept", "after the loss");
        assertStays("told", List.of("kept", "after the loss"));
    }

    /** There is no link to stop the mirror of, and no source to declare one again with. */
    @Test
    void opensTopicsWhoseLinkIsPausedOrDeletedSinceTheSourceDied() throws Exception {
        LinkSpec link = ((Change.PutLink)
                        Documents.putLink(trial.sourceProcess().bootstrapServers()))
                .spec()
                .withSourceClusterId(trial.sourceProcess().clusterId());
        trial.api().put(new Change.PutLink(link.withName("lost"), 0));
        for (String topic : List.of("paused-link", "deleted-link")) {
            trial.source().createTopic(topic, 1);
            trial.api()
                    .put(new Change.PutTopicMapping(
                            TopicMappingSpec.literal("lost", 0, topic, topic)
                                    .withAutoMigration(new AutoMigration(true)),
                            0));
            trial.awaitState(topic, MigrationState.PROXY);
            trial.source().produce(topic, 0, "kept");
            leaveATransactionOpen(topic);
            trial.awaitCaughtUp(topic, 1);
        }
        trial.sourceProcess().kill();
        try {
            trial.api().put(new Change.PutLink(link.withName("lost").withState(LinkSpec.PAUSED), 1));
            failover("paused-link");
            trial.api()
                    .put(
                            new Change.DeleteTopicMapping("lost", "paused-link", 1),
                            new Change.DeleteTopicMapping("lost", "deleted-link", 1),
                            new Change.DeleteLink("lost", 2));
            failover("deleted-link");
        } finally {
            trial.sourceProcess().restart();
        }
    }

    /** The source dies before it has said where the topic that is made anew is to start: what is there is the only copy. */
    @Test
    void opensATopicWhoseResyncWaitsForItsSource() throws Exception {
        trial.mirror("resynced", 1);
        trial.source().produce("resynced", 0, "kept");
        trial.awaitCaughtUp("resynced", 1);
        trial.sourceProcess().suspend();
        try {
            assertThat(new AgentApi(trial.agent().endpoint())
                            .resync(new ResyncRequest(null, List.of("resynced"), null, false, true))
                            .resyncing())
                    .containsExactly("resynced");
            trial.sourceProcess().kill();

            assertThat(trial.api().failover("resynced").failingOver()).containsExactly("resynced");
            awaitFailedOver("resynced");
        } finally {
            trial.sourceProcess().restart();
        }
        assertStays("resynced", List.of("kept"));
    }

    /** Its source is mirrored under another name by then, over the same link. */
    @Test
    void opensAReleasedTopicBesideTheMirrorThatTookItsPlace() throws Exception {
        int logged = Files.readString(trial.agent().logFile()).length();
        trial.mirror("released", 1);
        trial.source().produce("released", 0, "kept");
        trial.awaitCaughtUp("released", 1);
        trial.api()
                .put(
                        new Change.DeleteTopicMapping(Documents.LINK, "released", 1),
                        new Change.PutTopicMapping(
                                TopicMappingSpec.literal(Documents.LINK, 0, "released", "successor"), 0));
        trial.awaitState("successor", MigrationState.REJECT);

        trial.api().failover("released");
        awaitFailedOver("released");

        trial.source().produce("released", 0, "for the successor");
        await("the successor")
                .atMost(Trial.WITHIN)
                .untilAsserted(() -> assertThat(committed("successor")).containsExactly("kept", "for the successor"));
        assertThat(Files.readString(trial.agent().logFile()).substring(logged))
                .doesNotContain("the mirrors could not be brought up to date", "does not fetch what it is to");
    }

    private static void failover(String topic) throws Exception {
        FailoverResponse response = trial.api()
                .failover(new FailoverRequest("lost", List.of(topic), null, false, true))
                .as(FailoverResponse.class);
        assertThat(response.failingOver()).containsExactly(topic);
        assertThat(awaitFailedOver(topic).partitions().get(0).transactionsAborted())
                .isEqualTo(1);
        trial.destination().produce(topic, 0, "after");
        assertThat(committed(topic)).containsExactly("kept", "after");
    }

    private static void goesOn(KafkaProducer<byte[], byte[]> producer) throws Exception {
        try {
            Cluster.send(producer, "told", 0, "after the loss");
        } catch (OutOfOrderSequenceException e) {
            Cluster.send(producer, "told", 0, "after the loss");
        }
    }

    private static void pause(boolean isPaused) throws Exception {
        Snapshot.Link link = trial.api().snapshot().links().get(0);
        trial.api()
                .put(new Change.PutLink(
                        link.spec().withState(isPaused ? LinkSpec.PAUSED : LinkSpec.RUNNING), link.revision()));
        await("link paused: " + isPaused)
                .atMost(Trial.WITHIN)
                .untilAsserted(() -> assertThat(trial.topic("told").mirror())
                        .isIn(isPaused ? MirrorState.PAUSED : MirrorState.ACTIVE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"failing_over", "cutting_off", "ending_transactions"})
    void goesOnFromItsRecordAfterTheAgentIsKilled(String step) throws Exception {
        String topic = "killed-" + step.replace('_', '-');
        trial.proxy(topic, 1);
        leaveATransactionOpen(topic);
        trial.source().produce(topic, 0, "committed");
        trial.awaitCaughtUp(topic, 1);
        trial.sourceProcess().suspend();
        try (StepLog steps = StepLog.follow(trial.destination(), topic)) {
            trial.api().failover(topic);
            steps.await(step);
            trial.agent().kill();
            trial.agent().restart();

            Snapshot.FailoverPartition left =
                    awaitFailedOver(topic).partitions().get(0);
            assertThat(left.mirroredEndOffset()).isEqualTo(2);
            assertThat(left.transactionsAborted()).as("ended once").isEqualTo(1);
            assertThat(trial.destination().end(topic, 0)).isEqualTo(3);
            if (!step.equals("failing_over")) {
                assertThat(left.sourceEndOffset()).isEqualTo(2);
            }
            trial.destination().produce(topic, 0, "after");
        } finally {
            trial.sourceProcess().resume();
        }
        assertThat(committed(topic)).containsExactly("committed", "after");
    }

    /** A source that lives is no obstacle; a cutover that is under way is one, for the topic alone. */
    @Test
    void opensAllThatARegexSelectsButWhatIsMigrating() throws Exception {
        trial.mirror("some-rejected", 1);
        trial.source().produce("some-rejected", 0, "a");
        trial.proxy("some-migrating", 1);
        trial.awaitCaughtUp("some-rejected", 1);
        KafkaProducer<byte[], byte[]> open = trial.openTransaction("some-migrating");
        trial.api().initiate("some-migrating");

        FailoverResponse some = trial.api()
                .failover(new FailoverRequest(null, List.of("some-unknown"), "some-.*", false, true))
                .as(FailoverResponse.class);

        assertThat(some.failingOver()).containsExactly("some-rejected");
        assertThat(some.errors())
                .extracting(TopicProblem::topic, error -> error.problem().code())
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("some-unknown", "unknown_topic"),
                        org.assertj.core.groups.Tuple.tuple("some-migrating", "already_migrating"));
        awaitFailedOver("some-rejected");
        trial.destination().produce("some-rejected", 0, "b");
        assertThat(committed("some-rejected")).containsExactly("a", "b");

        assertThat(trial.api().abort("some-migrating").aborted()).containsExactly("some-migrating");
        trial.api().failover("some-migrating");
        awaitFailedOver("some-migrating");
        open.commitTransaction();
        open.close();
        assertThat(committed("some-migrating")).isEmpty();
        assertThat(trial.api().failover("some-rejected").errors())
                .extracting(error -> error.problem().code())
                .containsExactly("already_complete");
        assertThat(trial.api()
                        .failover(new FailoverRequest(null, List.of(), "some-.*", false, true))
                        .as(FailoverResponse.class))
                .isEqualTo(new FailoverResponse(List.of(), List.of()));
    }
}
