// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.AgentApi;
import dev.orbit.agent.lab.AgentClusterProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.Leaders;
import dev.orbit.agent.trial.RawProducer;
import dev.orbit.agent.verify.Extent;
import dev.orbit.agent.verify.RecordComparison;
import dev.orbit.agent.verify.TopicPair;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cutovers at three agents, each with a replica of everything, from a source of two brokers. The state's leader is not the
 * agent that is the controller too, and can die.
 */
@Timeout(420)
class ManyAgentsCutoverIT {

    private static final Duration SOON = Duration.ofSeconds(120);
    private static final int PARTITIONS = 3;
    private static final int CONTROLLER = 1;
    private static final int COORDINATOR = 2;
    private static final List<Integer> AGENTS = List.of(1, 2, 3);
    private static final short ACKS_LEADER = 1;
    private static final TopicPartition STATE = new TopicPartition("__orbit_state", 0);

    @TempDir
    static Path directory;

    private static TwoBrokerSource source;
    private static AgentClusterProcess agents;
    private static Cluster destination;

    /** The controller's agent, which stays. */
    private static AgentApi api;

    @BeforeAll
    static void start() throws Exception {
        source = TwoBrokerSource.start(directory);
        agents = AgentClusterProcess.start(
                directory,
                AGENTS.size(),
                // shorter than an agent is suspended, longer than the state takes to change its leader
                Map.of("orbit.refresh.interval.ms", "1000", "orbit.lease.ms", "12000"));
        destination = new Cluster(agents.bootstrapServers());
        api = new AgentApi(agents.agent(CONTROLLER).endpoint());
        api.change(List.of(Documents.putLink(source.bootstrapServersOfAgents())));
    }

    @AfterAll
    static void stop() {
        destination.close();
        agents.close();
        source.close();
    }

    /** A new topic in PROXY, whose partitions are led by the agents in turn; the state is led by the coordinator. */
    private static void proxy(String topic) throws Exception {
        lead(STATE, COORDINATOR);
        source.cluster().createTopic(topic, PARTITIONS);
        api.change(List.of(Documents.putMapping(topic, new AutoMigration(true))));
        awaitState(topic, MigrationState.PROXY);
        leadInTurn(topic, 0);
    }

    private static void leadInTurn(String topic, int turn) throws Exception {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            lead(new TopicPartition(topic, partition), AGENTS.get((partition + turn) % AGENTS.size()));
        }
    }

    private static void lead(TopicPartition partition, int agent) throws Exception {
        Leaders.move(destination.admin(), partition, agent, AGENTS);
    }

    private static void awaitState(String topic, MigrationState state) {
        await(topic + " to be " + state)
                .atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(api.snapshot().topics())
                        .filteredOn(found -> found.topic().equals(topic))
                        .singleElement()
                        .satisfies(found -> {
                            assertThat(found.state()).as("%s", found).isEqualTo(state);
                            assertThat(found.offsetLag()).as("%s", found).isNotNull();
                            assertThat(found.timeLagSeconds()).as("%s", found).isNotNull();
                        }));
    }

    /** A leader that is new does not know at once how far it is behind. */
    private static void initiate(String topic) {
        await(topic + " to start")
                .atMost(SOON)
                .ignoreExceptions()
                .until(() -> api.initiate(new InitiateRequest(null, List.of(topic), null, false, null, null, null))
                        .initiated()
                        .contains(topic));
    }

    private static void awaitAgents(Predicate<List<Integer>> whichAreThere) {
        await("the agents")
                .atMost(SOON)
                .ignoreExceptions()
                .until(
                        () -> api.snapshot().cluster().agents().stream()
                                .map(Snapshot.Agent::id)
                                .toList(),
                        whichAreThere::test);
    }

    /** Begins a transaction at the source after the look beforehand: the gates are closed, and stay so until it ends. */
    private static KafkaProducer<byte[], byte[]> closeTheGates(String topic, StepLog steps) throws Exception {
        KafkaProducer<byte[], byte[]> transactional = source.cluster().transactional(topic);
        transactional.initTransactions();
        source.requests().holdProduces();
        try {
            source.requests().awaitHeld();
            initiate(topic);
            steps.await("closing");
            transactional.beginTransaction();
            Cluster.send(transactional, topic, 0, "in the transaction");
        } finally {
            source.requests().release();
        }
        steps.await("draining");
        return transactional;
    }

    /** Leaders of the topic's partitions and of the state move while gates are closed. */
    @Test
    void aCoordinatorThatDiesWhileGatesAreClosedLosesAndDoublesNothing() throws Exception {
        String topic = "many-coordinator";
        proxy(topic);
        try (Writers writers = Writers.startForKills(destination, topic, PARTITIONS);
                StepLog steps = StepLog.follow(destination, topic)) {
            writers.awaitProgress();
            try (KafkaProducer<byte[], byte[]> transactional = closeTheGates(topic, steps)) {
                assertThat(api.snapshot().cluster().coordinator()).isEqualTo(COORDINATOR);
                agents.agent(COORDINATOR).kill();
                awaitAgents(there -> !there.contains(COORDINATOR));
                transactional.commitTransaction();
            }
            awaitState(topic, MigrationState.COMPLETE);
            writers.awaitProgress();
            // an agent that is fenced while another starts would lose what acks=1 was acknowledged for
            writers.stop();
            agents.agent(COORDINATOR).restart();
            awaitAgents(there -> there.contains(COORDINATOR));
            assertKept(topic, writers);
        }
    }

    /** Once in every step that can be held, each partition gets another leader. */
    @Test
    void leadersThatMoveInEveryStepLoseAndDoubleNothing() throws Exception {
        String topic = "many-leaders";
        proxy(topic);
        try (Writers writers = Writers.startForKills(destination, topic, PARTITIONS);
                StepLog steps = StepLog.follow(destination, topic);
                KafkaProducer<byte[], byte[]> before = source.cluster().transactional("before");
                KafkaProducer<byte[], byte[]> after = source.cluster().transactional("after")) {
            before.initTransactions();
            after.initTransactions();
            before.beginTransaction();
            Cluster.send(before, topic, 0, "in a transaction before");
            writers.awaitProgress();
            initiate(topic);
            steps.await("catching_up");
            leadInTurn(topic, 1);
            writers.awaitProgress();

            source.requests().holdProduces();
            try {
                source.requests().awaitHeld();
                before.commitTransaction();
                steps.await("closing");
                leadInTurn(topic, 2);
                after.beginTransaction();
                Cluster.send(after, topic, 1, "in a transaction after");
            } finally {
                source.requests().release();
            }
            steps.await("draining");
            leadInTurn(topic, 0);
            after.commitTransaction();

            awaitState(topic, MigrationState.COMPLETE);
            writers.awaitProgress();
            assertKept(topic, writers);
        }
    }

    /**
     * What it had on the way lands at the source after COMPLETE. It tells nobody that it is kept, and appends nothing: of a
     * producer that is idempotent, the record is taken by the new leader, once.
     */
    @Test
    void anAgentThatSleptThroughTheCutoverAcknowledgesAndAppendsNothing() throws Exception {
        String topic = "many-asleep";
        proxy(topic);
        int sleeper = 3;
        int partition = AGENTS.indexOf(sleeper);
        try (Writers writers = Writers.startForKills(destination, topic, PARTITIONS);
                KafkaProducer<byte[], byte[]> plain = destination.producer(Map.of(
                        "enable.idempotence", false, "retries", 0, "request.timeout.ms", 110_000, "linger.ms", 0));
                KafkaProducer<byte[], byte[]> idempotent = destination.producer(Map.of("request.timeout.ms", 20_000));
                RawProducer waiting = new RawProducer(agents.agent(sleeper).bootstrapServers())) {
            writers.awaitProgress();
            // both know the leader, and the source knows the idempotent one, before anything is held
            Cluster.send(plain, topic, partition, "plain before");
            Cluster.send(idempotent, topic, partition, "idempotent before");
            source.requests().holdProducesWith("on its way");
            Future<RecordMetadata> unknown = plain.send(Cluster.record(topic, partition, "on its way, plain"));
            Future<RecordMetadata> retried =
                    idempotent.send(Cluster.record(topic, partition, "on its way, idempotent"));
            source.requests().awaitHeld();
            agents.agent(sleeper).suspend();
            try {
                waiting.write(topic, partition, record("at its wake"), ACKS_LEADER);
                awaitAgents(there -> !there.contains(sleeper));
                initiate(topic);
                awaitState(topic, MigrationState.COMPLETE);
                source.requests().release();
                await("what was on its way at the source")
                        .atMost(SOON)
                        .untilAsserted(
                                () -> assertThat(source.cluster().values(topic)).contains("on its way, plain"));
                writers.awaitProgress();
                wakeWithoutTheController(sleeper, waiting, topic, partition);
            } finally {
                agents.agent(sleeper).resume();
            }
            awaitAgents(there -> there.contains(sleeper));
            assertThat(catchThrowable(() -> unknown.get(120, TimeUnit.SECONDS)))
                    .as("nobody is told that it is kept")
                    .isInstanceOf(ExecutionException.class);
            RecordMetadata kept = retried.get(120, TimeUnit.SECONDS);
            writers.awaitProgress();
            // Kafka itself loses what is written with acks 1 while a leader moves
            writers.stop();
            writers.assertKept(destination);
            leadInTurn(topic, 0);
            writers.assertKept(destination);
            assertThat(destination.values(topic)).doesNotContain("on its way, plain", "at its wake");
            awaitStray(topic, "on its way, plain");
            assertThat(destination.records(topic, IsolationLevel.READ_COMMITTED))
                    .filteredOn(record -> new String(record.value(), UTF_8).equals("on its way, idempotent"))
                    .singleElement()
                    .satisfies(record -> {
                        assertThat(record.partition()).isEqualTo(partition);
                        assertThat(record.offset()).isEqualTo(kept.offset());
                    });
        }
    }

    /** Nobody was told that it is kept, and nobody looks for it in the topic. */
    private static void awaitStray(String topic, String value) {
        await(value + " among the strays")
                .atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(destination.values(topic + ".orbit-strays")).contains(value));
    }

    /**
     * It reads that the topic is COMPLETE, and Kafka has nobody to hear from that another leads: what it took with acks 1
     * would be acknowledged, and lost.
     */
    private static void wakeWithoutTheController(int sleeper, RawProducer producer, String topic, int partition)
            throws IOException {
        agents.agent(CONTROLLER).suspend();
        try {
            agents.agent(sleeper).resume();
            Errors answer = producer.answer();
            while (answer == Errors.NOT_ENOUGH_REPLICAS) {
                answer = producer.send(topic, partition, record("at its wake"), ACKS_LEADER);
            }
            assertThat(answer).isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER);
        } finally {
            agents.agent(CONTROLLER).resume();
        }
    }

    private static MemoryRecords record(String value) {
        return MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(value.getBytes(UTF_8)));
    }

    /** For all it knows another may have been elected, and have cut topics over: it lets nobody forward, itself included. */
    @Test
    void aCoordinatorThatNobodyFollowsLetsNobodyForward() throws Exception {
        String topic = "many-alone";
        proxy(topic);
        int partition = AGENTS.indexOf(COORDINATOR);
        List<Integer> others =
                AGENTS.stream().filter(agent -> agent != COORDINATOR).toList();
        try (RawProducer producer = new RawProducer(agents.agent(COORDINATOR).bootstrapServers())) {
            assertThat(send(producer, topic, partition)).isEqualTo(Errors.NONE);
            for (int other : others) {
                agents.agent(other).suspend();
            }
            try {
                await("the lease to run out")
                        .atMost(SOON)
                        .until(() -> send(producer, topic, partition) == Errors.NOT_ENOUGH_REPLICAS);
            } finally {
                for (int other : others) {
                    agents.agent(other).resume();
                }
            }
        }
        awaitAgents(there -> there.containsAll(AGENTS));
        try (Writers writers = Writers.startForKills(destination, topic, PARTITIONS)) {
            writers.awaitProgress();
            initiate(topic);
            awaitState(topic, MigrationState.COMPLETE);
            writers.awaitProgress();
            assertKept(topic, writers);
        }
    }

    /** As of a producer whose metadata is old. It asks anew who leads, and the source has not heard of it. */
    @Test
    void anAgentThatDoesNotLeadAPartitionForwardsNothingOfIt() throws Exception {
        String topic = "many-astray";
        proxy(topic);
        try (RawProducer producer = new RawProducer(agents.agent(COORDINATOR).bootstrapServers())) {
            Errors answer = send(producer, topic, AGENTS.indexOf(CONTROLLER));
            while (answer == Errors.NOT_ENOUGH_REPLICAS) {
                answer = send(producer, topic, AGENTS.indexOf(CONTROLLER));
            }
            assertThat(answer).isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER);
        }
        assertThat(source.cluster().end(topic, AGENTS.indexOf(CONTROLLER))).isZero();
    }

    private static Errors send(RawProducer producer, String topic, int partition) throws IOException {
        return producer.send(topic, partition, record("alone"));
    }

    /** What producers were told, against what is at the destination; and the destination against the source. */
    private static void assertKept(String topic, Writers writers) throws Exception {
        writers.stop();
        writers.assertNoneFailed();
        writers.assertKept(destination);
        for (IsolationLevel isolationLevel : IsolationLevel.values()) {
            var report = RecordComparison.compare(
                    source.cluster().clientProperties(),
                    destination.clientProperties(),
                    List.of(TopicPair.same(topic)),
                    isolationLevel,
                    Extent.SOURCE_IS_PREFIX);
            assertThat(report.differences()).as("%s", isolationLevel).isEmpty();
        }
    }
}
