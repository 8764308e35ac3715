// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.SeedShape;
import dev.orbit.agent.lab.Seeds;
import dev.orbit.agent.lab.StockBrokerOptions;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.trial.AnySource;
import dev.orbit.agent.trial.LogFiles;
import dev.orbit.agent.trial.NewTopics;
import dev.orbit.agent.verify.TopicPair;
import dev.orbit.schemas.LinkState;
import dev.orbit.schemas.TopicMappingSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.IsolationLevel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bad days of the agent and of the source: afterwards the mirror is the source again, nothing lost or doubled. */
@AnySource
@Timeout(240)
class CrashIT {

    private static final int KILLS = 3;
    private static final int LATE_END = 10 + 5 * KILLS;
    private static final Duration A_WHILE = Duration.ofSeconds(2);

    @TempDir
    static Path directory;

    private static Estate estate;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @BeforeAll
    static void start() throws Exception {
        // a source that is killed in one test still knows in the next where its logs start
        estate = Estate.startAttentive(
                directory,
                options -> options.with("log.flush.start.offset.checkpoint.interval.ms", "500")
                        // soon there again after a kill
                        .with("transaction.state.log.num.partitions", "1"));
        estate.createTopic("load", 3, Map.of("segment.bytes", Integer.toString(1 << 20)));
        estate.createTopic("load-tx", 1, Map.of());
        estate.createTopic("late", 1, Map.of());
        try (Seeds seeds = new Seeds(estate.sourceClient(), 5);
                var producer = estate.producer(Map.of())) {
            seeds.write(SeedShape.LOG_START_INSIDE, "start-inside");
            seeds.write(SeedShape.LOG_START_BEYOND, "start-beyond");
            seeds.write(SeedShape.INTERLEAVED, "interleaved");
            Estate.batch(producer, "late", 0, 10);
        }
        estate.declare(
                TopicMappingSpec.literal(Documents.LINK, 1, "late", "late").fromLatest(), Estate.regex(2, ".*", ""));
    }

    @AfterAll
    static void stop() {
        estate.close();
    }

    private void underLoad(Load.Action action) throws Exception {
        new Load(estate, "load", 3, "load-tx", seed).during(action);
    }

    private void assertLoadIsTheSame() {
        estate.assertSame("load");
        estate.assertSame("load-tx");
    }

    private long mirrored() throws Exception {
        return Positions.of(estate.agentAdmin(), "load").stream()
                .mapToLong(Positions::highWatermark)
                .sum();
    }

    /** Returns after the mirror has grown by some records, none to many. */
    private void awaitRandomMoment() throws Exception {
        await().atMost(Estate.SOON).ignoreExceptions().until(() -> mirrored() >= 0);
        long target = mirrored() + random.nextInt(1_000);
        await().atMost(Estate.SOON)
                .pollInterval(Duration.ofMillis(10))
                .ignoreExceptions()
                .until(() -> mirrored() >= target);
    }

    @Test
    void anAgentThatIsKilledAgainAndAgainGoesOnFromItsLog() throws Exception {
        estate.awaitMirrored(TopicPair.same("start-inside"));
        assertLateBeginsAt10();
        underLoad(() -> {
            try (var open = estate.producer(Map.of("transactional.id", "open", "transaction.timeout.ms", 600_000));
                    var producer = estate.producer(Map.of())) {
                open.initTransactions();
                open.beginTransaction();
                Estate.batch(open, "load", 0, 3);
                for (int kill = 0; kill < KILLS; kill++) {
                    awaitRandomMoment();
                    estate.agent().kill();
                    Estate.batch(producer, "late", 0, 5);
                    if (kill == 0) {
                        writeMoreShapes();
                    }
                    estate.agent().restart();
                    awaitStarts();
                }
                open.commitTransaction();
            }
        });

        assertLoadIsTheSame();
        for (String topic :
                List.of("start-inside", "start-beyond", "interleaved", "later-interleaved", "later-start")) {
            estate.assertSame(topic);
        }
        estate.awaitHighWatermark("late", LATE_END);
        assertThat(Positions.of(estate.agentAdmin(), "late")).containsExactly(new Positions(10, LATE_END, LATE_END));
        assertThat(Line.read(estate.agentClient(), "late", IsolationLevel.READ_COMMITTED))
                .isEqualTo(Line.read(estate.sourceClient(), "late", IsolationLevel.READ_COMMITTED)
                        .subList(10, LATE_END));
        assertThat(estate.api().snapshot().topics()).allMatch(topic -> topic.error() == null);
    }

    private static void writeMoreShapes() {
        try (Seeds seeds = new Seeds(estate.sourceClient(), 6)) {
            seeds.write(SeedShape.INTERLEAVED, "later-interleaved");
            seeds.write(SeedShape.LOG_START_INSIDE, "later-start");
        }
    }

    private void assertLateBeginsAt10() {
        await().atMost(Estate.SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(Positions.of(estate.agentAdmin(), "late"))
                        .containsExactly(new Positions(10, 10, 10)));
    }

    private void awaitStarts() {
        await().atMost(Estate.SOON).ignoreExceptions().untilAsserted(() -> {
            assertThat(Positions.of(estate.agentAdmin(), "start-inside").get(0).logStartOffset())
                    .isEqualTo(15);
            assertThat(Positions.of(estate.agentAdmin(), "start-beyond")).containsExactly(new Positions(50, 50, 50));
            assertThat(Positions.of(estate.agentAdmin(), "late").get(0).logStartOffset())
                    .isEqualTo(10);
        });
    }

    /** As after a power cut: the log's one segment is gone, while Kafka remembers where the log started, inside a batch. */
    @Test
    void aMirrorThatHasLostItsOnlySegmentHoldsTheSourcesRecordsAgain() throws Exception {
        estate.awaitMirrored(TopicPair.same("start-inside"));
        estate.agent().stop();
        new LogFiles(estate.agent().dataDirectory()).write("start-inside", List.of());
        estate.agent().restart();

        estate.assertSame("start-inside");
        assertThat(Positions.of(estate.agentAdmin(), "start-inside")).containsExactly(new Positions(15, 50, 50));
    }

    @Test
    void aSourceThatIsKilledOrStopsAnsweringIsMirroredOnOnceItIsBack() throws Exception {
        estate.awaitMirrored(TopicPair.same("start-inside"));
        underLoad(() -> {
            awaitRandomMoment();
            estate.source().kill();
            estate.source().restart();
            awaitRandomMoment();
            estate.source().suspend();
            // the agent's own API is not held up by a source that hangs
            await().atMost(Duration.ofSeconds(30))
                    .during(A_WHILE)
                    .until(() -> estate.api().snapshot().links().size() == 1);
            estate.source().resume();
            awaitRandomMoment();
        });

        assertLoadIsTheSame();
        // a broker that is killed may forget its log start; the mirror's is the one it began with
        assertThat(Positions.of(estate.agentAdmin(), "start-inside")).containsExactly(new Positions(15, 50, 50));
        await().atMost(Estate.SOON).until(() -> estate.link().state() == LinkState.ACTIVE);
    }

    /** That it is away is told by who looks, and recorded nowhere: a link that flaps would fill the state. */
    @Test
    void aSourceThatComesAndGoesWritesNothingToTheState() throws Exception {
        // whatever is found of a topic is recorded before its records are mirrored
        for (String topic : List.of("interleaved", "load", "load-tx", "start-beyond", "start-inside")) {
            estate.awaitMirrored(TopicPair.same(topic));
        }
        assertLateBeginsAt10();
        await().atMost(Estate.SOON).until(() -> estate.link().state() == LinkState.ACTIVE);
        List<Line> before = Line.read(estate.agentClient(), "__orbit_state", IsolationLevel.READ_UNCOMMITTED);

        for (int flap = 0; flap < 3; flap++) {
            // in order: a broker that is killed may forget for a while what was deleted from its logs
            estate.source().stop();
            await().atMost(Estate.SOON).until(() -> estate.link().error() != null);
            estate.source().restart();
            await().atMost(Estate.SOON).until(() -> estate.link().error() == null);
        }

        assertThat(Line.read(estate.agentClient(), "__orbit_state", IsolationLevel.READ_UNCOMMITTED))
                .isEqualTo(before);
    }

    @Test
    void anotherClusterUnderTheSourcesAddressIsNotMirrored() throws Exception {
        underLoad(this::awaitRandomMoment);
        assertLoadIsTheSame();
        List<Positions> before = Positions.of(estate.agentAdmin(), "load");
        estate.source().stop();
        String originalId = estate.source().clusterId();
        StockBrokerOptions other = StockBrokerOptions.in(directory.resolve("other"))
                .withPort(estate.source().options().port());
        try (StockBrokerProcess imposter = StockBrokerProcess.start(other)) {
            writeMoreThanTheSourceHas(imposter);
            await().atMost(Estate.SOON).until(() -> estate.link().state() == LinkState.FAILED);
            assertThat(estate.link().error())
                    .contains(originalId, imposter.clusterId())
                    .contains(imposter.bootstrapServers());
            await().atMost(Duration.ofSeconds(30))
                    .during(A_WHILE)
                    .until(() -> Positions.of(estate.agentAdmin(), "load").equals(before));
            assertThat(estate.api().snapshot().topics())
                    .noneMatch(topic -> topic.topic().equals("new"));
        }

        estate.source().restart();
        await().atMost(Estate.SOON).until(() -> estate.link().state() == LinkState.ACTIVE);
        underLoad(this::awaitRandomMoment);
        assertLoadIsTheSame();
        estate.assertSame("start-inside");
    }

    private void writeMoreThanTheSourceHas(StockBrokerProcess imposter) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", imposter.bootstrapServers()));
                var producer = estate.producer(Map.of("bootstrap.servers", imposter.bootstrapServers()))) {
            NewTopics.create(admin, List.of(new NewTopic("load", 3, (short) 1), new NewTopic("new", 1, (short) 1)));
            Estate.batch(producer, "load", 0, 20_000);
        }
    }
}
