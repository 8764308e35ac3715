// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.MirrorState;
import dev.orbit.schemas.ResyncRequest;
import dev.orbit.schemas.ResyncResponse;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.schemas.TopicProblem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Mirror topics that are made anew, and why they have to be. */
@Timeout(300)
class ResyncIT {

    /** Segments end soon and are cleaned at once; tombstones go as soon as they may. */
    private static final Map<String, String> COMPACTED = Map.of(
            "cleanup.policy", "compact",
            "segment.ms", "1",
            "min.cleanable.dirty.ratio", "0.001",
            "delete.retention.ms", "2000");

    @TempDir
    static Path directory;

    private static Estate estate;

    @BeforeAll
    static void start() {
        estate = Estate.startAttentive(directory, options -> options);
        estate.declare();
    }

    @AfterAll
    static void stop() {
        estate.close();
    }

    private static void map(TopicMappingSpec mapping, long revision) {
        estate.api().change(List.of(new Change.PutTopicMapping(mapping, revision)));
    }

    private static ResyncResponse resync(String topic, boolean isTrial, boolean isForced) {
        return estate.api().resync(new ResyncRequest(null, List.of(topic), null, isTrial, isForced));
    }

    private static Uuid topicId(String topic) throws Exception {
        return estate.agentAdmin()
                .describeTopics(List.of(topic))
                .allTopicNames()
                .get(30, TimeUnit.SECONDS)
                .get(topic)
                .topicId();
    }

    private static void awaitAnother(String topic, Uuid former) {
        await(topic + " is made anew")
                .atMost(Estate.SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(topicId(topic)).isNotEqualTo(former));
        await(topic + " is mirrored again")
                .atMost(Estate.SOON)
                .ignoreExceptions()
                .untilAsserted(() -> {
                    assertThat(estate.topic(topic).mirror()).isEqualTo(MirrorState.ACTIVE);
                    assertThat(estate.topic(topic).error()).isNull();
                    assertThat(estate.topic(topic).offsetLag()).isZero();
                });
    }

    @Test
    void aHealthyTopicIsMadeAnewOnlyByForceAndFromWhereItsMappingStartsNow() throws Exception {
        estate.createTopic("healthy", 2, Map.of());
        estate.write("healthy", 10);
        map(Estate.literal(0, "healthy", "healthy"), 0);
        estate.assertSame("healthy");
        Uuid former = topicId("healthy");

        assertThat(resync("healthy", false, false).errors())
                .extracting(TopicProblem::problem)
                .singleElement()
                .satisfies(problem -> assertThat(problem.code()).isEqualTo("mirror_healthy"));
        assertThat(resync("healthy", true, true).resyncing()).containsExactly("healthy");
        assertThat(resync("unknown", true, true).errors()).hasSize(1);
        assertThat(topicId("healthy")).isEqualTo(former);

        map(Estate.literal(0, "healthy", "healthy").fromLatest(), 1);
        assertThat(resync("healthy", false, true).resyncing()).containsExactly("healthy");
        awaitAnother("healthy", former);
        assertThat(Positions.of(estate.agentAdmin(), "healthy"))
                .containsExactly(new Positions(10, 10, 10), new Positions(0, 0, 0));
    }

    /** Whatever step the agent dies in, the next one goes on. */
    @Test
    void aResyncOutlivesAgentsThatAreKilled() throws Exception {
        estate.createTopic("killed", 3, Map.of());
        estate.write("killed", 500);
        map(Estate.literal(0, "killed", "killed"), 0);
        estate.assertSame("killed");

        for (int waitMs : List.of(0, 150, 400)) {
            Uuid former = topicId("killed");
            assertThat(resync("killed", false, true).resyncing()).hasSize(1);
            pass(Duration.ofMillis(waitMs));
            estate.agent().kill();
            estate.write("killed", 5);
            estate.agent().restart();
            awaitAnother("killed", former);
            estate.assertSame("killed");
        }
    }

    @Test
    void producersAreForwardedThroughoutAndTheTopicIsCutOverAfterwards() throws Exception {
        estate.createTopic("proxied", 1, Map.of());
        map(Estate.literal(0, "proxied", "proxied").withAutoMigration(new AutoMigration(true)), 0);
        await().atMost(Estate.SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(estate.topic("proxied").state()).isEqualTo(MigrationState.PROXY));
        Uuid former = topicId("proxied");
        int sent = 0;
        try (var producer =
                estate.producer(Map.of("bootstrap.servers", estate.agent().bootstrapServers(), "linger.ms", 0))) {
            producer.send(new ProducerRecord<>("proxied", 0, null, Estate.bytes("before")))
                    .get(30, TimeUnit.SECONDS);
            assertThat(resync("proxied", false, true).resyncing()).hasSize(1);
            for (; sent < 50 || topicIsFormer("proxied", former); sent++) {
                producer.send(new ProducerRecord<>("proxied", 0, null, Estate.bytes("v" + sent)))
                        .get(60, TimeUnit.SECONDS);
            }
        }
        awaitAnother("proxied", former);
        estate.assertSame("proxied");
        assertThat(Positions.of(estate.agentAdmin(), "proxied")).containsExactly(new Positions(0, sent + 1, sent + 1));

        assertThat(estate.api()
                        .initiate(new InitiateRequest(null, List.of("proxied"), null, false, null, null, null))
                        .initiated())
                .containsExactly("proxied");
        await().atMost(Estate.SOON)
                .untilAsserted(() -> assertThat(estate.topic("proxied").state()).isEqualTo(MigrationState.COMPLETE));
        assertThat(resync("proxied", false, true).errors())
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.problem().code()).isEqualTo("already_complete"));
    }

    private static boolean topicIsFormer(String topic, Uuid former) throws Exception {
        try {
            return topicId(topic).equals(former);
        } catch (java.util.concurrent.ExecutionException e) {
            return true;
        }
    }

    @Test
    void aMirrorThatMissedATombstoneIsStaleUntilItIsMadeAnew() throws Exception {
        estate.createTopic("compacted", 1, COMPACTED);
        map(Estate.literal(0, "compacted", "compacted"), 0);
        put("compacted", "gone", "v");
        put("compacted", "stays", "v");
        estate.assertSame("compacted");
        awaitWatched("compacted");

        estate.agent().stop();
        put("compacted", "gone", null);
        awaitTombstoneIsGone();
        estate.agent().restart();

        await().atMost(Estate.SOON).ignoreExceptions().untilAsserted(() -> {
            assertThat(estate.topic("compacted").mirror()).isEqualTo(MirrorState.STALE);
            assertThat(estate.topic("compacted").error())
                    .contains("delete.retention.ms of 2000", "orbit resync --topic compacted");
        });
        // it goes on
        put("compacted", "stays", "more");
        await().atMost(Estate.SOON)
                .untilAsserted(
                        () -> assertThat(estate.topic("compacted").offsetLag()).isZero());
        assertThat(estate.api()
                        .initiate(new InitiateRequest(null, List.of("compacted"), null, true, null, null, null))
                        .errors())
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.problem().code()).isEqualTo("mirror_stale"));

        estate.configureTopic("compacted", "delete.retention.ms", "86400000");
        Uuid former = topicId("compacted");
        assertThat(resync("compacted", false, false).resyncing()).hasSize(1);
        awaitAnother("compacted", former);
        // each side compacts when it comes to it
        await().atMost(Estate.SOON).untilAsserted(() -> estate.assertSame("compacted"));
    }

    /** What the log cleaner did not touch is complete, however late it is mirrored. */
    @Test
    void aMirrorThatWasAwayForLongAndMissedNothingIsNotStale() throws Exception {
        estate.createTopic("quiet", 1, Map.of("cleanup.policy", "compact", "delete.retention.ms", "1000"));
        map(Estate.literal(0, "quiet", "quiet"), 0);
        put("quiet", "a", "v");
        estate.assertSame("quiet");
        awaitWatched("quiet");

        estate.agent().stop();
        put("quiet", "a", null);
        pass(Duration.ofMillis(1_500));
        estate.agent().restart();

        estate.assertSame("quiet");
        assertThat(estate.topic("quiet").mirror()).isEqualTo(MirrorState.ACTIVE);
    }

    /** Lets some time pass: its passing is what the test is about. */
    private static void pass(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(30)).until(() -> true);
    }

    private static void put(String topic, String key, @Nullable String value) throws Exception {
        try (var producer = estate.producer(Map.of("linger.ms", 0))) {
            producer.send(new ProducerRecord<>(topic, 0, Estate.bytes(key), value == null ? null : Estate.bytes(value)))
                    .get(30, TimeUnit.SECONDS);
        }
    }

    /** The agent has learned what the source's log cleaner does. */
    private static void awaitWatched(String topic) {
        await("what is recorded of " + topic)
                .atMost(Estate.SOON)
                .ignoreExceptions()
                .until(() -> Line.read(estate.agentClient(), "__orbit_state", IsolationLevel.READ_COMMITTED).stream()
                        .anyMatch(line -> ("topic/" + topic).equals(line.key())
                                && String.valueOf(line.value()).contains("delete_retention_ms")));
    }

    /** New segments let the cleaner look at the ones before; it looks again for what may go by now. */
    private static void awaitTombstoneIsGone() {
        await("the tombstone is gone")
                .atMost(Estate.SOON)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    put("compacted", "filler", "x");
                    return Line.read(estate.sourceClient(), "compacted", IsolationLevel.READ_UNCOMMITTED).stream()
                            .noneMatch(line -> "gone".equals(line.key()));
                });
    }
}
