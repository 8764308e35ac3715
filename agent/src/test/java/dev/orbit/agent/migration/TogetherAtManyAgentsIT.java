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
import dev.orbit.agent.verify.Extent;
import dev.orbit.agent.verify.RecordComparison;
import dev.orbit.agent.verify.TopicPair;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Topics that flip together at three agents, each with a replica of everything, from a source of two brokers. */
@Timeout(300)
class TogetherAtManyAgentsIT {

    private static final Duration SOON = Duration.ofSeconds(120);
    private static final int PARTITIONS = 3;
    private static final int CONTROLLER = 1;
    private static final int COORDINATOR = 2;
    private static final int SLEEPER = 3;
    private static final List<Integer> AGENTS = List.of(CONTROLLER, COORDINATOR, SLEEPER);
    private static final List<Integer> AWAKE = List.of(CONTROLLER, COORDINATOR);
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
                directory, AGENTS.size(), Map.of("orbit.refresh.interval.ms", "1000", "orbit.lease.ms", "8000"));
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

    /** Writers to topics in PROXY, and readers of them. */
    private record Clients(List<Writers> writers, List<Readers> readers, Watch watch) implements AutoCloseable {

        static Clients start(List<String> topics) throws Exception {
            lead(STATE, COORDINATOR);
            for (String topic : topics) {
                source.cluster().createTopic(topic, PARTITIONS);
                api.change(List.of(Documents.putMapping(topic, new AutoMigration(true))));
            }
            for (String topic : topics) {
                awaitState(topic, MigrationState.PROXY);
                leadInTurn(topic, 0);
            }
            List<Writers> writers = new ArrayList<>();
            List<Readers> readers = new ArrayList<>();
            for (String topic : topics) {
                writers.add(Writers.startForKills(destination, topic, PARTITIONS));
                readers.add(Readers.start(destination, topic, PARTITIONS));
            }
            writers.forEach(Writers::awaitProgress);
            return new Clients(writers, readers, new Watch(topics));
        }

        void awaitProgress() {
            writers.forEach(Writers::awaitProgress);
        }

        /** What producers were told, what readers were shown, and what whoever looked at the state saw. */
        void assertKept() throws Exception {
            for (Writers each : writers) {
                each.stop();
                assertThat(each.failures()).noneMatch(failure -> failure.startsWith("idempotent"));
                each.assertKept(destination);
            }
            readers.forEach(Readers::assertSeen);
            watch.assertNeverTorn();
        }

        @Override
        public void close() throws InterruptedException {
            watch.close();
            writers.forEach(Writers::close);
            for (Readers each : readers) {
                each.close();
            }
        }
    }

    /** Somebody who looks at the topics' states all the time. */
    private static final class Watch implements AutoCloseable {
        private final List<String> topics;
        private final Set<Set<MigrationState>> seen = new HashSet<>();
        private final Thread thread = new Thread(this::look, "watch");
        private volatile boolean closed;

        Watch(List<String> topics) {
            this.topics = topics;
            thread.setDaemon(true);
            thread.start();
        }

        private void look() {
            while (!closed) {
                try {
                    note(api.snapshot().topics().stream()
                            .filter(topic -> topics.contains(topic.topic()))
                            .map(Snapshot.Topic::state)
                            .collect(Collectors.toSet()));
                } catch (RuntimeException e) {
                    // there is no coordinator at this moment
                }
            }
        }

        private synchronized void note(Set<MigrationState> states) {
            seen.add(states);
        }

        synchronized void assertNeverTorn() {
            assertThat(seen).allSatisfy(states -> assertThat(states).hasSize(1));
            assertThat(seen).contains(Set.of(MigrationState.MIGRATING), Set.of(MigrationState.COMPLETE));
        }

        @Override
        public void close() throws InterruptedException {
            closed = true;
            thread.join(SOON.toMillis());
        }
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
                .untilAsserted(() -> assertThat(topic(topic)).satisfies(found -> {
                    assertThat(found.state()).as("%s", found).isEqualTo(state);
                    assertThat(found.offsetLag()).as("%s", found).isNotNull();
                    assertThat(found.timeLagSeconds()).as("%s", found).isNotNull();
                }));
    }

    private static Snapshot.Topic topic(String topic) {
        return api.snapshot().topics().stream()
                .filter(found -> found.topic().equals(topic))
                .findFirst()
                .orElseThrow();
    }

    /** A leader that is new does not know at once how far it is behind. */
    private static void initiate(List<String> topics) {
        await(topics + " to start")
                .atMost(SOON)
                .ignoreExceptions()
                .until(() -> api.initiate(new InitiateRequest(null, topics, null, false, null, null, 300, true))
                        .initiated()
                        .containsAll(topics));
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

    private static KafkaProducer<byte[], byte[]> transactional(String id) {
        KafkaProducer<byte[], byte[]> producer = source.cluster().transactional(id);
        producer.initTransactions();
        return producer;
    }

    private static void begin(KafkaProducer<byte[], byte[]> producer, String topic) throws Exception {
        producer.beginTransaction();
        Cluster.send(producer, topic, 0, "in a transaction");
    }

    /**
     * The coordinator is killed as the gates close, and an agent that has produces on its way to the source sleeps from then
     * on, while leaders move. What it had on its way lands at the source after COMPLETE, and its answer comes when the agent
     * has a lease again: nobody is told that it is kept.
     */
    @Test
    void allAreCompleteThoughTheCoordinatorDiesAndAnAgentSleeps() throws Exception {
        List<String> topics = List.of("asleep-a", "asleep-b");
        String first = topics.get(0);
        String last = topics.get(1);
        int partition = AGENTS.indexOf(SLEEPER);
        try (Clients clients = Clients.start(topics);
                StepLog steps = StepLog.follow(destination, last);
                StepLog firstSteps = StepLog.follow(destination, first);
                KafkaProducer<byte[], byte[]> transactional = transactional(last);
                KafkaProducer<byte[], byte[]> plain = destination.producer(Map.of(
                        "enable.idempotence", false, "retries", 0, "request.timeout.ms", 110_000, "linger.ms", 0));
                KafkaProducer<byte[], byte[]> idempotent = destination.producer(Map.of("request.timeout.ms", 20_000))) {
            Cluster.send(plain, first, partition, "plain before");
            Cluster.send(idempotent, first, partition, "idempotent before");
            source.requests().holdProducesWith("on its way");
            Future<RecordMetadata> unknown = plain.send(Cluster.record(first, partition, "on its way, plain"));
            Future<RecordMetadata> retried =
                    idempotent.send(Cluster.record(first, partition, "on its way, idempotent"));
            source.requests().awaitHeld();
            initiate(topics);
            steps.await("closing");
            agents.agent(SLEEPER).suspend();
            try {
                begin(transactional, last);
                agents.agent(COORDINATOR).kill();
                agents.agent(COORDINATOR).restart();
                steps.await("draining");
                firstSteps.await("stopping");
                moveLeaders(topics);
                transactional.commitTransaction();
                assertThat(firstSteps.await("complete").get("completedMs"))
                        .isEqualTo(steps.await("complete").get("completedMs"));
                clients.awaitProgress();
            } finally {
                agents.agent(SLEEPER).resume();
            }
            awaitAgents(there -> there.contains(SLEEPER));
            awaitLease(SLEEPER);
            assertSame(topics);
            source.requests().release();
            await("what was on its way at the source")
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(source.cluster().values(first)).contains("on its way, plain"));
            assertThat(catchThrowable(() -> unknown.get(120, TimeUnit.SECONDS)))
                    .as("nobody is told that it is kept")
                    .isInstanceOf(ExecutionException.class);
            RecordMetadata kept = retried.get(120, TimeUnit.SECONDS);
            assertThat(destination.records(first, IsolationLevel.READ_COMMITTED))
                    .filteredOn(record -> new String(record.value(), UTF_8).equals("on its way, idempotent"))
                    .singleElement()
                    .satisfies(record -> assertThat(record.offset()).isEqualTo(kept.offset()));
            clients.assertKept();
        }
    }

    /** Whoever knew of the agent that sleeps would ask it too. */
    private static void moveLeaders(List<String> topics) throws Exception {
        try (Cluster awake = new Cluster(agents.agent(CONTROLLER).bootstrapServers())) {
            for (int turn = 0; turn < AWAKE.size(); turn++) {
                for (String topic : topics) {
                    TopicPartition partition = new TopicPartition(topic, turn);
                    int leader = AWAKE.get((AWAKE.indexOf(Leaders.of(awake.admin(), partition)) + 1) % AWAKE.size());
                    Leaders.move(awake.admin(), partition, leader, AGENTS);
                }
            }
        }
    }

    private static void awaitLease(int agent) {
        AgentApi its = new AgentApi(agents.agent(agent).endpoint());
        await("agent " + agent + " to be ready").atMost(SOON).ignoreExceptions().until(() -> its.snapshot() != null);
    }

    /** The destination against the source, as far as both agree on where the migration ended. */
    private static void assertSame(List<String> topics) throws Exception {
        for (IsolationLevel isolationLevel : IsolationLevel.values()) {
            var report = RecordComparison.compare(
                    source.cluster().clientProperties(),
                    destination.clientProperties(),
                    topics.stream().map(TopicPair::same).toList(),
                    isolationLevel,
                    Extent.SOURCE_IS_PREFIX);
            assertThat(report.differences()).as("%s", isolationLevel).isEmpty();
        }
    }

    /** The state's leader moves in every step that can be held, and nobody dies. */
    @Test
    void theCoordinatorMovesInEveryStep() throws Exception {
        List<String> topics = List.of("moved-a", "moved-b");
        String first = topics.get(0);
        String last = topics.get(1);
        try (Clients clients = Clients.start(topics);
                StepLog steps = StepLog.follow(destination, last);
                StepLog firstSteps = StepLog.follow(destination, first);
                KafkaProducer<byte[], byte[]> before = transactional("moved-before");
                KafkaProducer<byte[], byte[]> after = transactional("moved-after")) {
            begin(before, first);
            initiate(topics);
            steps.await("catching_up");
            lead(STATE, 3);
            source.requests().holdProduces();
            try {
                source.requests().awaitHeld();
                before.commitTransaction();
                steps.await("closing");
                lead(STATE, 1);
                begin(after, last);
            } finally {
                source.requests().release();
            }
            steps.await("draining");
            lead(STATE, 2);
            firstSteps.await("stopping");
            lead(STATE, 3);
            after.commitTransaction();
            assertThat(firstSteps.await("complete").get("completedMs"))
                    .isEqualTo(steps.await("complete").get("completedMs"));
            lead(STATE, 1);
            clients.awaitProgress();
            clients.assertKept();
            assertSame(topics);
            for (String topic : topics) {
                assertThat(topic(topic).lastAttempt()).isEqualTo(new Snapshot.Attempt(1, "complete", null));
            }
        }
    }
}
