// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.AgentApi;
import dev.orbit.agent.lab.AgentClusterProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.MissingEnd;
import dev.orbit.agent.lab.Seeds;
import dev.orbit.agent.lab.StockBrokerOptions;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.verify.Extent;
import dev.orbit.agent.verify.RecordComparison;
import dev.orbit.agent.verify.TopicPair;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.FailoverRequest;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.MirrorState;
import dev.orbit.schemas.ResyncRequest;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMappingSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Mirrors with a replica on each of three agents: what the leader did, its followers have, and serve when they lead. */
@Timeout(420)
class ReplicatedMirrorIT {

    private static final Duration SOON = Duration.ofSeconds(120);
    private static final int MIB = 1 << 20;

    @TempDir
    static Path directory;

    private static StockBrokerProcess sourceProcess;
    private static AgentClusterProcess agents;
    private static Cluster source;
    private static Cluster destination;

    @BeforeAll
    static void start() throws Exception {
        sourceProcess = StockBrokerProcess.start(StockBrokerOptions.in(directory.resolve("source"))
                .with("message.max.bytes", Integer.toString(8 * MIB)));
        source = new Cluster(sourceProcess.bootstrapServers());
        try (Seeds seeds = new Seeds(source.clientProperties(), 3)) {
            MissingEnd.write(sourceProcess, seeds, List.of("missing-end"), List.of());
        }
        agents = AgentClusterProcess.start(directory, 3, Map.of("orbit.refresh.interval.ms", "1000"));
        destination = new Cluster(agents.bootstrapServers());
        api(1).change(List.of(Documents.putLink(sourceProcess.bootstrapServers())));
    }

    @AfterAll
    static void stop() {
        destination.close();
        agents.close();
        source.close();
        sourceProcess.close();
    }

    private static AgentApi api(int agent) {
        return new AgentApi(agents.agent(agent).endpoint());
    }

    private static void map(String topic, int priority) {
        TopicMappingSpec mapping = TopicMappingSpec.literal(Documents.LINK, priority, topic, topic);
        api(1).change(List.of(new Change.PutTopicMapping(mapping, 0)));
    }

    private static TopicDescription describe(String topic) throws Exception {
        return destination
                .admin()
                .describeTopics(List.of(topic))
                .allTopicNames()
                .get(30, TimeUnit.SECONDS)
                .get(topic);
    }

    private static void awaitSame(String topic) {
        await(topic).atMost(SOON).ignoreExceptions().untilAsserted(() -> {
            assertThat(Positions.of(destination.admin(), topic)).isEqualTo(Positions.of(source.admin(), topic));
            assertThat(describe(topic).partitions())
                    .allSatisfy(partition -> assertThat(partition.isr()).hasSize(3));
        });
        for (IsolationLevel isolationLevel : IsolationLevel.values()) {
            var report = RecordComparison.compare(
                    source.clientProperties(),
                    destination.clientProperties(),
                    List.of(TopicPair.same(topic)),
                    isolationLevel,
                    Extent.EQUAL);
            assertThat(report.isEqual()).as("%s: %s", isolationLevel, report).isTrue();
        }
    }

    /** Each replica leads in turn; readers see what the leader before them appended. */
    private static void assertEveryReplicaIsTheSource(String topic) throws Exception {
        underEveryLeader(topic, () -> awaitSame(topic));
    }

    private static void underEveryLeader(String topic, Runnable check) throws Exception {
        for (int leader = 1; leader <= 3; leader++) {
            lead(topic, leader);
            check.run();
        }
    }

    private static void lead(String topic, int leader) throws Exception {
        TopicPartition partition = new TopicPartition(topic, 0);
        List<Integer> order = List.of(leader, leader % 3 + 1, (leader + 1) % 3 + 1);
        destination
                .admin()
                .alterPartitionReassignments(Map.of(partition, Optional.of(new NewPartitionReassignment(order))))
                .all()
                .get(30, TimeUnit.SECONDS);
        await("leader " + leader).atMost(SOON).ignoreExceptions().untilAsserted(() -> {
            destination
                    .admin()
                    .electLeaders(ElectionType.PREFERRED, Set.of(partition))
                    .partitions()
                    .get(30, TimeUnit.SECONDS);
            assertThat(describe(topic).partitions().get(0).leader())
                    .extracting(Node::id)
                    .isEqualTo(leader);
        });
    }

    @Test
    void anEndThatIsCarriedAndWhatFollowsIt() throws Exception {
        map("missing-end", 1);
        awaitSame("missing-end");
        assertEveryReplicaIsTheSource("missing-end");
        source.produce("missing-end", 0, "behind", "the", "end");
        awaitSame("missing-end");
    }

    @Test
    void aBatchForWhichTheSegmentsHadToGrow() throws Exception {
        source.createTopic("large", 1, Map.of("max.message.bytes", Integer.toString(7 * MIB)));
        writeLargeRecord("large");
        configureAtSource("large", "segment.bytes", MIB);
        map("large", 2);
        awaitSame("large");
        assertEveryReplicaIsTheSource("large");
    }

    /** It is the last one: no later append moves the high watermark. */
    @Test
    void aBatchThatTheLeaderRefusesReachesTheFollowers() throws Exception {
        source.createTopic("refused", 1, Map.of("max.message.bytes", Integer.toString(7 * MIB)));
        source.produce("refused", 0, "before");
        writeLargeRecord("refused");
        configureAtSource("refused", "max.message.bytes", 100_000);
        map("refused", 7);
        awaitSame("refused");
        assertEveryReplicaIsTheSource("refused");
        source.produce("refused", 0, "behind", "it");
        awaitSame("refused");
    }

    private static void writeLargeRecord(String topic) throws Exception {
        byte[] value = new byte[3 * MIB];
        new Random(1).nextBytes(value);
        try (var producer = source.producer(Map.of("max.request.size", 8 * MIB))) {
            producer.send(new ProducerRecord<>(topic, 0, null, value)).get(30, TimeUnit.SECONDS);
        }
    }

    private static void configureAtSource(String topic, String name, int value) throws Exception {
        AlterConfigOp set = new AlterConfigOp(new ConfigEntry(name, Integer.toString(value)), AlterConfigOp.OpType.SET);
        source.admin()
                .incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(set)))
                .all()
                .get(30, TimeUnit.SECONDS);
    }

    /** The followers' former replicas are gone too: none of their records is ever served again. */
    @Test
    void aMirrorThatIsDeletedAndMadeAnew() throws Exception {
        source.createTopic("deleted", 1);
        source.produce("deleted", 0, "a", "b", "c");
        map("deleted", 3);
        awaitSame("deleted");
        source.admin()
                .deleteRecords(Map.of(
                        new TopicPartition("deleted", 0),
                        org.apache.kafka.clients.admin.RecordsToDelete.beforeOffset(2)))
                .all()
                .get(30, TimeUnit.SECONDS);

        Uuid former = describe("deleted").topicId();
        destination.admin().deleteTopics(List.of("deleted")).all().get(30, TimeUnit.SECONDS);
        awaitAnother("deleted", former);
        awaitSame("deleted");
        assertEveryReplicaIsTheSource("deleted");
    }

    @Test
    void aResyncWhoseCoordinatorIsKilled() throws Exception {
        source.createTopic("anew", 1);
        source.produce("anew", 0, "a", "b", "c");
        map("anew", 4);
        awaitSame("anew");
        Uuid former = describe("anew").topicId();

        int coordinator = api(1).snapshot().cluster().coordinator();
        assertThat(api(coordinator % 3 + 1)
                        .resync(new ResyncRequest(null, List.of("anew"), null, false, true))
                        .resyncing())
                .containsExactly("anew");
        agents.agent(coordinator).kill();
        agents.agent(coordinator).restart();

        awaitAnother("anew", former);
        source.produce("anew", 0, "d");
        awaitSame("anew");
        assertEveryReplicaIsTheSource("anew");
        awaitTopic("anew", SOON, topic -> assertThat(topic.mirror()).isEqualTo(MirrorState.ACTIVE));
    }

    /** Their commits are kept by all of the agents, and the one that copies them is none of most groups' coordinator. */
    @Test
    void groupsThatEveryAgentCoordinatesSomeOf() throws Exception {
        source.createTopic("grouped", 1);
        source.produce("grouped", 0, "a", "b", "c");
        map("grouped", 5);
        awaitSame("grouped");
        TopicPartition partition = new TopicPartition("grouped", 0);
        List<String> groups = IntStream.range(0, 20).mapToObj(i -> "group-" + i).toList();
        for (String group : groups) {
            source.admin()
                    .alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(2)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
        LinkSpec link = ((Change.PutLink) Documents.putLink(
                        sourceProcess.bootstrapServers(),
                        new ConsumerGroupSettings(true, List.of("group-.*"), List.of(), "", 1)))
                .spec();
        api(1).change(List.of(new Change.PutLink(link, 1)));

        await("commits of every group")
                .atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(groups)
                        .allSatisfy(group -> assertThat(destination
                                        .admin()
                                        .listConsumerGroupOffsets(group)
                                        .partitionsToOffsetAndMetadata()
                                        .get(30, TimeUnit.SECONDS)
                                        .get(partition))
                                .extracting(OffsetAndMetadata::offset)
                                .isEqualTo(2L)));
        assertThat(destination
                        .admin()
                        .describeConsumerGroups(groups)
                        .all()
                        .get(30, TimeUnit.SECONDS)
                        .values())
                .extracting(group -> group.coordinator().id())
                .contains(1, 2, 3);
    }

    /** The marker that ends it is on every replica, and no replica holds the transaction open. */
    @Test
    void aTransactionThatAFailoverEnds() throws Exception {
        source.createTopic("orphaned", 1);
        KafkaProducer<byte[], byte[]> open = source.producer(Map.of("transactional.id", "orphaned"));
        open.initTransactions();
        open.beginTransaction();
        Cluster.send(open, "orphaned", 0, "never committed");
        open.close(Duration.ZERO);
        source.produce("orphaned", 0, "a");
        map("orphaned", 6);
        awaitSame("orphaned");

        assertThat(api(2).failover(new FailoverRequest(null, List.of("orphaned"), null, false, true))
                        .failingOver())
                .containsExactly("orphaned");

        underEveryLeader(
                "orphaned",
                () -> await("the end of the transaction")
                        .atMost(SOON)
                        .ignoreExceptions()
                        .untilAsserted(() -> {
                            assertThat(Positions.of(destination.admin(), "orphaned"))
                                    .containsExactly(new Positions(0, 3, 3));
                            assertThat(destination.records("orphaned", IsolationLevel.READ_COMMITTED))
                                    .extracting(ConsumerRecord::offset)
                                    .containsExactly(1L);
                        }));
        awaitTopic("orphaned", SOON, topic -> assertThat(topic.state()).isEqualTo(MigrationState.COMPLETE));
    }

    /** The leader has them, and would lose them with itself: a follower that counts has not fetched them. */
    @Test
    void whatAFollowerHasNotFetchedYetIsLag() throws Exception {
        source.createTopic("lagging", 1);
        map("lagging", 8);
        awaitSame("lagging");
        lead("__orbit_state", 1);
        lead("lagging", 1);
        source.produce("lagging", 0, "b");
        awaitSame("lagging");
        agents.agent(3).suspend();
        try {
            source.produce("lagging", 0, "c", "d", "e", "f", "g");
            awaitLag("lagging", 5, Duration.ofSeconds(6));
        } finally {
            agents.agent(3).resume();
        }
        awaitLag("lagging", 0, SOON);
    }

    private static void awaitLag(String topic, long lag, Duration within) {
        awaitTopic(topic, within, found -> assertThat(found.offsetLag()).isEqualTo(lag));
    }

    private static void awaitTopic(String topic, Duration within, Consumer<Snapshot.Topic> check) {
        await(topic)
                .atMost(within)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(api(1).snapshot().topics())
                        .filteredOn(found -> found.topic().equals(topic))
                        .singleElement()
                        .satisfies(check));
    }

    @Test
    void aMappingSaysHowManyReplicasThereAre() throws Exception {
        source.createTopic("twice", 1);
        TopicMappingSpec mapping =
                TopicMappingSpec.literal(Documents.LINK, 9, "twice", "twice").withReplicationFactor(2);
        api(1).change(List.of(new Change.PutTopicMapping(mapping, 0)));

        await().atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(describe("twice").partitions().get(0).replicas())
                                .hasSize(2));
    }

    @Test
    void theStateIsOnThreeAgentsAndWhatTwoOfThemHaveIsKept() throws Exception {
        ConfigResource state = new ConfigResource(ConfigResource.Type.TOPIC, "__orbit_state");

        assertThat(describe("__orbit_state").partitions().get(0).replicas()).hasSize(3);
        assertThat(destination
                        .admin()
                        .describeConfigs(List.of(state))
                        .values()
                        .get(state)
                        .get(30, TimeUnit.SECONDS)
                        .entries())
                .filteredOn(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                .extracting(ConfigEntry::name, ConfigEntry::value)
                .contains(tuple("min.insync.replicas", "2"), tuple("unclean.leader.election.enable", "false"));
    }

    private static void awaitAnother(String topic, Uuid former) {
        await(topic + " is made anew")
                .atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(describe(topic).topicId()).isNotEqualTo(former));
    }
}
