// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.trial.Api;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.verify.ComparisonReport;
import dev.orbit.agent.verify.Extent;
import dev.orbit.agent.verify.RecordComparison;
import dev.orbit.agent.verify.TopicPair;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMappingSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three clusters that all run Orbit: what is mirrored from one to the next, back again, and in both directions. */
@Timeout(300)
class ChainIT {

    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);

    @TempDir
    static Path directory;

    private static Site first;
    private static Site second;
    private static Site third;

    @BeforeAll
    static void start() throws Exception {
        first = Site.start("first");
        second = Site.start("second");
        third = Site.start("third");
        second.api().put(Documents.putLink(first.agent().bootstrapServers()));
        third.api().put(Documents.putLink(second.agent().bootstrapServers()));
        first.api().put(Documents.putLink(third.agent().bootstrapServers()));
    }

    @AfterAll
    static void stop() {
        for (Site site : List.of(third, second, first)) {
            site.close();
        }
    }

    /** A cluster of one agent. */
    private record Site(AgentProcess agent, Cluster cluster, Api api) implements AutoCloseable {

        static Site start(String name) {
            AgentProcess agent =
                    AgentProcess.configured(directory.resolve(name), Map.of("orbit.refresh.interval.ms", "500"));
            return new Site(agent, new Cluster(agent.bootstrapServers()), new Api(agent.endpoint()));
        }

        void declare(TopicMappingSpec mapping) throws Exception {
            api.put(new Change.PutTopicMapping(mapping, 0));
        }

        Snapshot.Topic awaitState(String topic, MigrationState state) {
            return await().atMost(WITHIN)
                    .pollInterval(POLL)
                    .until(
                            () -> api.topic(topic),
                            found -> found != null
                                    && found.state() == state
                                    && found.error() == null
                                    && (found.timeLagSeconds() != null || state == MigrationState.COMPLETE));
        }

        void migrate(String topic) throws Exception {
            assertThat(api.initiate(topic).errors()).isEmpty();
            awaitState(topic, MigrationState.COMPLETE);
        }

        List<Long> producerIds(String topic) throws Exception {
            TopicPartition partition = new TopicPartition(topic, 0);
            return cluster
                    .admin()
                    .describeProducers(List.of(partition))
                    .partitionResult(partition)
                    .get()
                    .activeProducers()
                    .stream()
                    .map(ProducerState::producerId)
                    .sorted()
                    .toList();
        }

        @Override
        public void close() {
            cluster.close();
            agent.close();
        }
    }

    /** Each cluster has given its first producer the same id; in the last one all three write to one log. */
    @Test
    void producersOfEveryClusterOfAChainStayApartAndATransactionIsWhatItWasAtItsOwn() throws Exception {
        first.cluster().createTopic("chained", 1);
        second.declare(proxied("chained"));
        second.awaitState("chained", MigrationState.PROXY);
        third.declare(proxied("chained"));
        third.awaitState("chained", MigrationState.PROXY);

        transact(first, "chained", "of the first");
        await().atMost(WITHIN).untilAsserted(() -> assertSame(first, "chained", second, "chained"));
        second.migrate("chained");
        transact(second, "chained", "of the second");
        await().atMost(WITHIN).untilAsserted(() -> assertSame(second, "chained", third, "chained"));
        third.migrate("chained");
        transact(third, "chained", "of the third");

        assertThat(third.producerIds("chained")).hasSize(3).doesNotHaveDuplicates();
        assertThat(third.cluster().records("chained", IsolationLevel.READ_COMMITTED))
                .extracting(record -> new String(record.value(), UTF_8))
                .containsExactly("of the first, kept", "of the second, kept", "of the third, kept");
    }

    /** What was the first's own comes back to it from the third, which serves it by now, under a name of its own. */
    @Test
    void whatWasMovedIsMirroredBackOnceItIsComplete() throws Exception {
        first.cluster().createTopic("moved", 1);
        second.declare(proxied("moved"));
        transact(first, "moved", "before");
        second.awaitState("moved", MigrationState.PROXY);
        second.migrate("moved");
        third.declare(proxied("moved"));
        third.awaitState("moved", MigrationState.PROXY);
        transact(second, "moved", "meanwhile");
        third.migrate("moved");
        transact(third, "moved", "after");

        first.declare(TopicMappingSpec.literal(Documents.LINK, 3, "moved", "moved-back"));
        first.awaitState("moved-back", MigrationState.REJECT);
        await().atMost(WITHIN).untilAsserted(() -> assertSame(third, "moved", first, "moved-back"));
        assertThat(first.producerIds("moved-back")).hasSize(3).doesNotHaveDuplicates();
    }

    /** Three clusters in a ring, each of which takes all of the one before it: every topic goes round once. */
    @Test
    void inARingEveryTopicStopsBeforeItComesHome() throws Exception {
        first.cluster().createTopic("ring-a", 1);
        first.cluster().produce("ring-a", 0, "once");
        for (Site site : List.of(second, third, first)) {
            site.declare(TopicMappingSpec.regex(Documents.LINK, 9, "(x-)*ring-.*", "x-"));
        }
        third.awaitState("x-x-ring-a", MigrationState.REJECT);
        await().atMost(WITHIN)
                .untilAsserted(
                        () -> assertThat(third.cluster().values("x-x-ring-a")).containsExactly("once"));

        // a topic that the first takes from the third shows that it has looked at all of them since
        third.cluster().createTopic("ring-b", 1);
        first.awaitState("x-ring-b", MigrationState.REJECT);
        assertThat(first.cluster().topics()).doesNotContain("x-x-x-ring-a");
        assertThat(first.api().snapshot().links().get(0).error()).isNull();

        first.declare(TopicMappingSpec.literal(Documents.LINK, 1, "x-x-ring-a", "home-again"));
        await().atMost(WITHIN)
                .untilAsserted(() -> assertThat(
                                first.api().snapshot().links().get(0).error())
                        .contains("x-x-ring-a is not mirrored", "copy of a topic of this very cluster", "COMPLETE"));
    }

    private static TopicMappingSpec proxied(String topic) {
        return TopicMappingSpec.literal(Documents.LINK, 2, topic, topic).withAutoMigration(new AutoMigration(true));
    }

    /** One transaction that is committed, and one that is not. */
    private static void transact(Site site, String topic, String value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                site.cluster().producer(Map.of("transactional.id", "writer-of-" + topic))) {
            producer.initTransactions();
            producer.beginTransaction();
            Cluster.send(producer, topic, 0, value + ", kept");
            producer.commitTransaction();
            producer.beginTransaction();
            Cluster.send(producer, topic, 0, value + ", dropped");
            producer.abortTransaction();
        }
    }

    private static void assertSame(Site from, String sourceTopic, Site to, String topic) {
        for (IsolationLevel isolationLevel : IsolationLevel.values()) {
            ComparisonReport report = RecordComparison.compare(
                    from.cluster().clientProperties(),
                    to.cluster().clientProperties(),
                    List.of(new TopicPair(sourceTopic, topic)),
                    isolationLevel,
                    Extent.EQUAL);
            assertThat(report.differences()).as(topic + " " + isolationLevel).isEmpty();
        }
    }
}
