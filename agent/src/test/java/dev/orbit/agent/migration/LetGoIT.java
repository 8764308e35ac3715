// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.Trial;
import dev.orbit.agent.verify.Extent;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.ChangesResponse;
import dev.orbit.schemas.ChangesResponse.TopicEffect;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.MirrorState;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMappingSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Orbit lets go of topics as they are, and nothing that a producer was told of is hidden. */
@Timeout(240)
class LetGoIT {

    private static final int PARTITIONS = 2;

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

    private static TopicMappingSpec mapping(String topic, boolean letGo) {
        return TopicMappingSpec.literal(Documents.LINK, 0, topic, topic)
                .withAutoMigration(new AutoMigration(true))
                .withIrreversibleDisableOrbitManagement(letGo);
    }

    private void letGo(String topic) throws Exception {
        trial.api().put(new Change.PutTopicMapping(mapping(topic, true), 1));
    }

    private void awaitLetGo(String topic) {
        await(topic + " is let go").atMost(Trial.WITHIN).untilAsserted(() -> {
            assertThat(trial.topic(topic).state()).isEqualTo(MigrationState.COMPLETE);
            assertThat(trial.topic(topic).mirror()).isEqualTo(MirrorState.ACTIVE);
            assertThat(trial.topic(topic).lastAttempt().outcome()).isEqualTo("let_go");
        });
    }

    @Test
    void keepsWhatProducersInProxyWereToldOfAndNeverGoesBack() throws Exception {
        trial.proxy("live", PARTITIONS);
        try (Writers writers = Writers.start(trial.destination(), "live", PARTITIONS)) {
            writers.awaitProgress();
            ChangesResponse foreseen = trial.api()
                    .change(true, new Change.PutTopicMapping(mapping("live", true), 1))
                    .as(ChangesResponse.class);
            assertThat(foreseen.topics())
                    .containsExactly(new TopicEffect(
                            Documents.LINK, "live", "live", MigrationState.PROXY, MigrationState.COMPLETE, "let_go"));
            assertThat(foreseen.warnings()).singleElement().satisfies(warning -> {
                assertThat(warning.code()).isEqualTo("irreversible");
                assertThat(warning.message()).contains("topic live", "cannot be undone");
            });

            letGo("live");
            awaitLetGo("live");
            writers.finish();
            writers.assertKept(trial.destination());
        }
        assertThat(trial.topic("live").lastAttempt().reason()).isNull();
        trial.assertSame("live", Extent.SOURCE_IS_PREFIX);

        trial.api().put(new Change.PutTopicMapping(mapping("live", false), 2));
        trial.source().produce("live", 0, "nobody's business any more");
        trial.agent().kill();
        trial.agent().restart();
        try (var producer = trial.destination().producer(Map.of())) {
            Cluster.send(producer, "live", 0, "the destination's own");
        }
        await("it stays let go")
                .during(Duration.ofSeconds(3))
                .atMost(Trial.WITHIN)
                .untilAsserted(() -> assertThat(trial.topic("live").state()).isEqualTo(MigrationState.COMPLETE));
        assertThat(trial.destination().values("live"))
                .contains("the destination's own")
                .doesNotContain("nobody's business any more");
    }

    @Test
    void opensATopicWhoseSourceIsAheadAndSaysByHowMuch() throws Exception {
        trial.mirror("ahead", PARTITIONS);
        trial.source().produce("ahead", 0, "a", "b", "c");
        trial.awaitCaughtUp("ahead", PARTITIONS);
        put(LinkSpec.PAUSED);
        await("paused")
                .atMost(Trial.WITHIN)
                .untilAsserted(() -> assertThat(trial.topic("ahead").mirror()).isEqualTo(MirrorState.PAUSED));
        trial.source().produce("ahead", 0, "d", "e");

        letGo("ahead");
        awaitLetGo("ahead");

        assertThat(trial.topic("ahead").lastAttempt().reason())
                .isEqualTo("partition 0 ends at 3, and at 5 at the source");
        try (var producer = trial.destination().producer(Map.of())) {
            assertThat(Cluster.send(producer, "ahead", 0, "the destination's own")
                            .offset())
                    .isEqualTo(3);
        }
        put(LinkSpec.RUNNING);
        trial.agent().kill();
        trial.agent().restart();
        await("the destination's own log")
                .atMost(Trial.WITHIN)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(trial.destination().values("ahead"))
                        .containsExactly("a", "b", "c", "the destination's own"));
        assertThat(trial.api().initiate("ahead").errors())
                .singleElement()
                .satisfies(error -> assertThat(error.problem().code()).isEqualTo("already_complete"));
    }

    private void put(String state) throws Exception {
        Snapshot.Link link = trial.api().snapshot().links().get(0);
        trial.api().put(new Change.PutLink(link.spec().withState(state), link.revision()));
    }

    @Test
    void opensATopicWhoseSourceIsGoneForGood() throws Exception {
        trial.mirror("orphaned", PARTITIONS);
        trial.source().produce("orphaned", 1, "a", "b");
        trial.awaitCaughtUp("orphaned", PARTITIONS);
        Change change = new Change.PutTopicMapping(mapping("orphaned", true), 1);
        // a change is checked against the live source: so the source dies right behind it
        trial.api().put(change);
        trial.sourceProcess().kill();
        try {
            awaitLetGo("orphaned");
            try (var producer = trial.destination().producer(Map.of())) {
                assertThat(Cluster.send(producer, "orphaned", 1, "the destination's own")
                                .offset())
                        .isEqualTo(2);
            }
        } finally {
            trial.sourceProcess().restart();
        }
    }

    /** No agent can know what became of its forwarded produces while the source hangs. */
    @Test
    void outlivesACrashWhileItLetsGo() throws Exception {
        trial.proxy("crash", PARTITIONS);
        try (Writers writers = Writers.startForKills(trial.destination(), "crash", PARTITIONS);
                StepLog steps = StepLog.follow(trial.destination(), "crash")) {
            writers.awaitProgress();
            letGo("crash");
            steps.await("letting_go");
            trial.agent().kill();
            trial.agent().restart();
            assertThat(steps.stepAtRestart()).isIn("letting_go", "complete");

            awaitLetGo("crash");
            writers.finish();
            writers.assertKept(trial.destination());
        }
        trial.assertSame("crash", Extent.SOURCE_IS_PREFIX);
    }

    /** It has no topic to let go of, and makes none; its names are everybody's. */
    @Test
    void aMappingThatLetsGoMirrorsNothingNew() throws Exception {
        trial.source().createTopic("never", 1);
        trial.source().produce("never", 0, "a");
        trial.api().put(new Change.PutTopicMapping(mapping("never", true), 0));

        try (var producer = trial.destination().producer(Map.of("max.block.ms", 20_000))) {
            assertThat(Cluster.send(producer, "never", 0, "the destination's own")
                            .offset())
                    .isZero();
        }
        assertThat(trial.api().topic("never")).isNull();
        List<Problem> warnings = trial.api()
                .change(true, new Change.PutTopicMapping(mapping("never", false), 1))
                .problems();
        assertThat(warnings).extracting(Problem::code).containsExactly("destination_topic_exists");
    }
}
