// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.KafkaRelease;
import dev.orbit.agent.trial.AnySource;
import dev.orbit.agent.trial.LogFiles;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.MirrorState;
import dev.orbit.schemas.ResyncRequest;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMappingSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.IsolationLevel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the source does to its log reaches the mirror, or is reported. */
@AnySource
@Timeout(240)
class SourceLifeIT {

    @TempDir
    static Path directory;

    private static Estate estate;

    @BeforeAll
    static void start() {
        // a source that is killed has noted nowhere what was deleted from its logs
        estate = Estate.startAttentive(
                directory, options -> options.with("log.flush.start.offset.checkpoint.interval.ms", "86400000"));
        estate.declare();
    }

    @AfterAll
    static void stop() {
        estate.close();
    }

    private static void map(TopicMappingSpec mapping, long revision) {
        estate.api().change(List.of(new Change.PutTopicMapping(mapping, revision)));
    }

    /** A source topic with ten records in each of three batches, and its mirror. */
    private static void mirrored(String topic, UnaryOperator<TopicMappingSpec> mapping) throws Exception {
        estate.createTopic(topic, 1, Map.of());
        for (int i = 0; i < 3; i++) {
            estate.write(topic, 10);
        }
        map(mapping.apply(Estate.literal(0, topic, topic)), 0);
        estate.assertSame(topic);
    }

    private static void awaitLogStart(String topic, long offset) {
        await("log start of " + topic)
                .atMost(Estate.SOON)
                .untilAsserted(() -> assertThat(
                                Positions.of(estate.agentAdmin(), topic).get(0).logStartOffset())
                        .isEqualTo(offset));
    }

    @Test
    void whatTheSourceDeletesIsGoneHereToo() throws Exception {
        mirrored("deleting", mapping -> mapping);

        // nothing new comes, and the offset lies inside a batch
        estate.deleteRecordsBefore("deleting", 0, 15);
        awaitLogStart("deleting", 15);
        estate.assertSame("deleting");

        estate.deleteRecordsBefore("deleting", 0, 30);
        awaitLogStart("deleting", 30);
        estate.write("deleting", 5);
        estate.assertSame("deleting");
    }

    /** Where a mirror holds nothing and ends where its source does, nothing is written. */
    @Test
    void anEmptiedMirrorStaysAsItIs() throws Exception {
        estate.createTopic("vacant", 1, Map.of());
        estate.write("vacant", 10);
        estate.deleteRecordsBefore("vacant", 0, 10);
        map(Estate.literal(0, "vacant", "vacant"), 0);
        estate.assertSame("vacant");
        assertThat(RawBatch.read(estate.agent().dataDirectory(), "vacant", 0)).isEmpty();

        mirrored("cleared", mapping -> mapping);
        estate.agent().stop();
        estate.write("cleared", 10);
        estate.deleteRecordsBefore("cleared", 0, 40);
        estate.agent().restart();
        awaitLogStart("cleared", 40);
        List<Long> held = baseOffsets("cleared");
        // a source that is back tells all of its partitions anew
        estate.source().stop();
        estate.source().restart();
        estate.write("vacant", 1);
        estate.awaitHighWatermark("vacant", 11);

        assertThat(baseOffsets("cleared")).isEqualTo(held).startsWith(0L).endsWith(39L);
        estate.assertSame("cleared");
    }

    private static List<Long> baseOffsets(String topic) {
        return RawBatch.read(estate.agent().dataDirectory(), topic, 0).stream()
                .map(RawBatch::baseOffset)
                .toList();
    }

    /** Kafka notes log starts once a minute; a broker that is killed before begins where its first segment does. */
    @Test
    void whatTheSourceDeletedStaysGoneThoughTheSourceForgetsIt() throws Exception {
        mirrored("forgetting", mapping -> mapping);
        mirrored("forgetting-all", mapping -> mapping);
        estate.deleteRecordsBefore("forgetting", 0, 15);
        estate.deleteRecordsBefore("forgetting-all", 0, 30);
        awaitLogStart("forgetting", 15);
        awaitLogStart("forgetting-all", 30);

        estate.source().kill();
        estate.source().restart();
        for (String topic : List.of("forgetting", "forgetting-all")) {
            estate.write(topic, 5);
            estate.awaitHighWatermark(topic, 35);
        }

        assertForgotten("forgetting", 15);
        assertForgotten("forgetting-all", 30);
    }

    private static void assertForgotten(String topic, int start) throws Exception {
        assertThat(Positions.of(estate.sourceAdmin(), topic)).containsExactly(new Positions(0, 35, 35));
        assertThat(Positions.of(estate.agentAdmin(), topic)).containsExactly(new Positions(start, 35, 35));
        assertThat(Line.read(estate.agentClient(), topic, IsolationLevel.READ_COMMITTED))
                .isEqualTo(Line.read(estate.sourceClient(), topic, IsolationLevel.READ_COMMITTED)
                        .subList(start, 35));
        await("the report")
                .atMost(Estate.SOON)
                .untilAsserted(() -> assertThat(partition(topic, 0))
                        .isEqualTo(new Snapshot.Partition(0, 35L, 35L, 0L, null, List.of())));
    }

    @Test
    void whatTheSourceDeletedBeforeItWasMirroredIsReported() throws Exception {
        mirrored("losing", mapping -> mapping);
        estate.api().change(List.of(new Change.DeleteTopicMapping(Documents.LINK, "losing", 1)));
        await("nobody mirrors it")
                .atMost(Estate.SOON)
                .untilAsserted(() ->
                        assertThat(partition("losing", 0).sourceEndOffset()).isNull());
        estate.write("losing", 10);
        estate.write("losing", 10);
        estate.deleteRecordsBefore("losing", 0, 45);

        map(Estate.literal(0, "losing", "losing"), 0);
        estate.assertSame("losing");

        await("the report")
                .atMost(Estate.SOON)
                .untilAsserted(() -> assertThat(partition("losing", 0))
                        .isEqualTo(new Snapshot.Partition(
                                0, 50L, 50L, 0L, null, List.of(new Snapshot.LostRange(30, 45)))));
    }

    /** Of so many partitions at once, the source is asked for longer than it takes to try them again. */
    @Test
    void whatTheSourceDeletedIsNoErrorOnceItIsRecorded() throws Exception {
        int partitions = 60;
        estate.createTopic("emptied", partitions, Map.of());
        map(Estate.literal(0, "emptied", "emptied"), 0);
        estate.assertSame("emptied");
        estate.api().change(List.of(new Change.DeleteTopicMapping(Documents.LINK, "emptied", 1)));
        await("nobody mirrors it")
                .atMost(Estate.SOON)
                .untilAsserted(() ->
                        assertThat(partition("emptied", 0).sourceEndOffset()).isNull());
        try (var producer = estate.producer(Map.of())) {
            for (int partition = 0; partition < partitions; partition++) {
                Estate.batch(producer, "emptied", partition, 5);
            }
        }
        for (int partition = 0; partition < partitions; partition++) {
            estate.deleteRecordsBefore("emptied", partition, 5);
        }

        map(Estate.literal(0, "emptied", "emptied"), 0);
        estate.assertSame("emptied");

        await("no error is left")
                .atMost(Estate.SOON)
                .untilAsserted(() -> assertThat(estate.topic("emptied").partitions())
                        .allMatch(partition -> partition.error() == null)
                        .allMatch(partition -> partition.lost().equals(List.of(new Snapshot.LostRange(0, 5)))));
    }

    @Test
    void aSourceThatLostRecordsIsNotMirroredOn() throws Exception {
        mirrored("rewritten", mapping -> mapping);
        estate.createTopic("shorter", 2, Map.of());
        estate.write("shorter", 10);
        estate.write("shorter", 10);
        map(Estate.literal(0, "shorter", "shorter"), 0);
        estate.assertSame("shorter");

        estate.agent().stop();
        estate.source().stop();
        cut("rewritten", 2);
        cut("shorter", 1);
        estate.source().restart();
        estate.write("rewritten", 20);
        estate.agent().restart();
        try (var producer = estate.producer(Map.of())) {
            Estate.batch(producer, "shorter", 1, 7);
        }

        awaitDiverged("shorter", "parts from the mirror at offset 10", "up to offset 19");
        await("the other partition goes on")
                .atMost(Estate.SOON)
                .untilAsserted(() -> assertThat(Positions.of(estate.agentAdmin(), "shorter")
                                .get(1)
                                .highWatermark())
                        .isEqualTo(7));
        assumeFalse(
                KafkaRelease.current().zooKeeper(),
                "with ZooKeeper a broker that is alone begins no leader epoch when it is back");
        awaitDiverged("rewritten", "parts from the mirror at offset 20", "up to offset 29");
        assertThat(Positions.of(estate.agentAdmin(), "rewritten")).containsExactly(new Positions(0, 30, 30));
        assertThat(estate.api()
                        .initiate(new InitiateRequest(null, List.of("rewritten"), null, true, null, null, null))
                        .errors())
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.problem().code()).isEqualTo("mirror_diverged"));

        // refused until the agent that was restarted has looked at the source
        await().atMost(Estate.SOON)
                .untilAsserted(() -> assertThat(estate.api()
                                .resync(new ResyncRequest(null, List.of("rewritten"), null, false, false))
                                .resyncing())
                        .containsExactly("rewritten"));
        awaitMirroredAnew();
    }

    private static void awaitMirroredAnew() {
        await("mirrored anew")
                .atMost(Estate.SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(Positions.of(estate.agentAdmin(), "rewritten"))
                        .containsExactly(new Positions(0, 40, 40)));
        estate.assertSame("rewritten");
        assertThat(estate.topic("rewritten").mirror()).isEqualTo(MirrorState.ACTIVE);
    }

    private static void cut(String topic, int batches) throws Exception {
        Path source = estate.source().dataDirectory();
        new LogFiles(source)
                .write(
                        topic,
                        RawBatch.read(source, topic, 0).subList(0, batches).stream()
                                .map(RawBatch::bytes)
                                .toList());
    }

    private static void awaitDiverged(String topic, String... reason) {
        await(topic).atMost(Estate.SOON).ignoreExceptions().untilAsserted(() -> {
            assertThat(estate.topic(topic).mirror()).isEqualTo(MirrorState.DIVERGED);
            assertThat(partition(topic, 0).error())
                    .contains(reason)
                    .contains("of the source's leader epoch ", "orbit resync --topic " + topic);
        });
    }

    private static Snapshot.Partition partition(String topic, int number) {
        return estate.topic(topic).partitions().get(number);
    }

    @Test
    void aSourceTopicThatIsDeletedTakesNothingWithIt() throws Exception {
        mirrored("deleted", mapping -> mapping);

        estate.sourceAdmin().deleteTopics(List.of("deleted")).all().get(30, TimeUnit.SECONDS);
        await("SOURCE_DELETED").atMost(Estate.SOON).untilAsserted(() -> {
            assertThat(estate.topic("deleted").mirror()).isEqualTo(MirrorState.SOURCE_DELETED);
            assertThat(estate.topic("deleted").error()).contains("source topic deleted was deleted", "gone since");
        });
        assertThat(Positions.of(estate.agentAdmin(), "deleted")).containsExactly(new Positions(0, 30, 30));

        estate.createTopic("deleted", 1, Map.of());
        estate.write("deleted", 10);
        await("FAILED").atMost(Estate.SOON).untilAsserted(() -> {
            assertThat(estate.topic("deleted").mirror()).isEqualTo(MirrorState.FAILED);
            assertThat(estate.topic("deleted").error()).contains("deleted and made anew");
        });
        assertThat(Positions.of(estate.agentAdmin(), "deleted")).containsExactly(new Positions(0, 30, 30));
    }

    /** By hand, and not by a resync. */
    @Test
    void aMirrorThatIsDeletedAtTheDestinationIsMadeAnew() throws Exception {
        mirrored("removed", mapping -> mapping);
        estate.deleteRecordsBefore("removed", 0, 15);

        estate.agentAdmin().deleteTopics(List.of("removed")).all().get(30, TimeUnit.SECONDS);
        await("mirrored anew")
                .atMost(Estate.SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(Positions.of(estate.agentAdmin(), "removed"))
                        .containsExactly(new Positions(15, 30, 30)));
        estate.assertSame("removed");
    }

    @Test
    void aMappingThatOverridesRetentionKeepsWhatTheSourceDeletes() throws Exception {
        mirrored("keeping", mapping -> mapping.withTopicConfig(Map.of("retention.ms", "-1")));

        estate.deleteRecordsBefore("keeping", 0, 25);
        estate.write("keeping", 10);
        // which says that the source's log start arrived
        estate.awaitHighWatermark("keeping", 40);
        awaitLogStart("keeping", 0);

        map(Estate.literal(0, "keeping", "keeping"), 1);
        awaitLogStart("keeping", 25);
        estate.assertSame("keeping");
    }
}
