// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.AgentApi;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.Leaders;
import dev.orbit.agent.verify.Extent;
import dev.orbit.agent.verify.RecordComparison;
import dev.orbit.agent.verify.TopicPair;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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

    private static final List<Integer> AWAKE = List.of(ThreeAgents.CONTROLLER, ThreeAgents.COORDINATOR);

    @TempDir
    static Path directory;

    private static ThreeAgents lab;

    @BeforeAll
    static void start() {
        lab = ThreeAgents.start(directory);
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    /** Writers to topics in PROXY, and readers of them. */
    private record Clients(List<Writers> writers, List<Readers> readers, Watch watch) implements AutoCloseable {

        static Clients start(List<String> topics) throws Exception {
            lab.proxy(topics);
            List<Writers> writers = new ArrayList<>();
            List<Readers> readers = new ArrayList<>();
            for (String topic : topics) {
                writers.add(Writers.startForKills(lab.destination(), topic, ThreeAgents.PARTITIONS));
                readers.add(Readers.start(lab.destination(), topic, ThreeAgents.PARTITIONS));
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
                each.assertKept(lab.destination());
            }
            readers.forEach(Readers::assertSeen);
            watch.assertNeverTorn();
        }

        @Override
        public void close() {
            watch.close();
            writers.forEach(Writers::close);
            readers.forEach(Readers::close);
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
                    note(lab.api().snapshot().topics().stream()
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
        public void close() {
            closed = true;
        }
    }

    /** A leader that is new does not know at once how far it is behind. */
    private static void initiate(List<String> topics) {
        await(topics + " to start")
                .atMost(ThreeAgents.SOON)
                .ignoreExceptions()
                .until(() -> lab.api()
                        .initiate(new InitiateRequest(null, topics, null, false, null, null, 300, true))
                        .initiated()
                        .containsAll(topics));
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
        int partition = ThreeAgents.ALL.indexOf(ThreeAgents.SLEEPER);
        try (Clients clients = Clients.start(topics);
                StepLog steps = StepLog.follow(lab.destination(), last);
                StepLog firstSteps = StepLog.follow(lab.destination(), first);
                KafkaProducer<byte[], byte[]> transactional = lab.transactional(last);
                KafkaProducer<byte[], byte[]> plain = lab.destination()
                        .producer(Map.of(
                                "enable.idempotence",
                                false,
                                "retries",
                                0,
                                "request.timeout.ms",
                                110_000,
                                "linger.ms",
                                0));
                KafkaProducer<byte[], byte[]> idempotent =
                        lab.destination().producer(Map.of("request.timeout.ms", 20_000))) {
            Cluster.send(plain, first, partition, "plain before");
            Cluster.send(idempotent, first, partition, "idempotent before");
            lab.source().requests().holdProducesWith("on its way");
            Future<RecordMetadata> unknown = plain.send(Cluster.record(first, partition, "on its way, plain"));
            Future<RecordMetadata> retried =
                    idempotent.send(Cluster.record(first, partition, "on its way, idempotent"));
            lab.source().requests().awaitHeld();
            initiate(topics);
            steps.await("closing");
            lab.agents().agent(ThreeAgents.SLEEPER).suspend();
            try {
                lab.begin(transactional, last);
                lab.agents().agent(ThreeAgents.COORDINATOR).kill();
                lab.agents().agent(ThreeAgents.COORDINATOR).restart();
                steps.await("draining");
                firstSteps.await("stopping");
                moveLeaders(topics);
                transactional.commitTransaction();
                assertThat(firstSteps.await("complete").get("completedMs"))
                        .isEqualTo(steps.await("complete").get("completedMs"));
                clients.awaitProgress();
            } finally {
                lab.agents().agent(ThreeAgents.SLEEPER).resume();
            }
            lab.awaitAgents(there -> there.contains(ThreeAgents.SLEEPER));
            awaitLease(ThreeAgents.SLEEPER);
            assertSame(topics);
            lab.source().requests().release();
            assertNobodyIsTold(first, unknown, retried);
            clients.assertKept();
        }
    }

    /** Of a producer that is idempotent the record is taken by the new leader, once. */
    private static void assertNobodyIsTold(String first, Future<RecordMetadata> unknown, Future<RecordMetadata> retried)
            throws Exception {
        await("what was on its way at the source")
                .atMost(ThreeAgents.SOON)
                .untilAsserted(
                        () -> assertThat(lab.source().cluster().values(first)).contains("on its way, plain"));
        assertThat(catchThrowable(() -> unknown.get(120, TimeUnit.SECONDS)))
                .as("nobody is told that it is kept")
                .isInstanceOf(ExecutionException.class);
        RecordMetadata kept = retried.get(120, TimeUnit.SECONDS);
        assertThat(lab.destination().records(first, IsolationLevel.READ_COMMITTED))
                .filteredOn(record -> new String(record.value(), UTF_8).equals("on its way, idempotent"))
                .singleElement()
                .satisfies(record -> assertThat(record.offset()).isEqualTo(kept.offset()));
    }

    /** Whoever knew of the agent that sleeps would ask it too. */
    private static void moveLeaders(List<String> topics) throws Exception {
        try (Cluster awake =
                new Cluster(lab.agents().agent(ThreeAgents.CONTROLLER).bootstrapServers())) {
            for (int turn = 0; turn < AWAKE.size(); turn++) {
                for (String topic : topics) {
                    TopicPartition partition = new TopicPartition(topic, turn);
                    int leader = AWAKE.get((AWAKE.indexOf(Leaders.of(awake.admin(), partition)) + 1) % AWAKE.size());
                    Leaders.move(awake.admin(), partition, leader, ThreeAgents.ALL);
                }
            }
        }
    }

    private static void awaitLease(int agent) {
        AgentApi its = new AgentApi(lab.agents().agent(agent).endpoint());
        await("agent " + agent + " to be ready")
                .atMost(ThreeAgents.SOON)
                .ignoreExceptions()
                .until(() -> its.snapshot() != null);
    }

    /** The destination against the source, as far as both agree on where the migration ended. */
    private static void assertSame(List<String> topics) throws Exception {
        for (IsolationLevel isolationLevel : IsolationLevel.values()) {
            var report = RecordComparison.compare(
                    lab.source().cluster().clientProperties(),
                    lab.destination().clientProperties(),
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
                StepLog steps = StepLog.follow(lab.destination(), last);
                StepLog firstSteps = StepLog.follow(lab.destination(), first);
                KafkaProducer<byte[], byte[]> before = lab.transactional("moved-before");
                KafkaProducer<byte[], byte[]> after = lab.transactional("moved-after")) {
            lab.begin(before, first);
            initiate(topics);
            steps.await("catching_up");
            lab.lead(ThreeAgents.STATE, 3);
            lab.source().requests().holdProduces();
            try {
                lab.source().requests().awaitHeld();
                before.commitTransaction();
                steps.await("closing");
                lab.lead(ThreeAgents.STATE, 1);
                lab.begin(after, last);
            } finally {
                lab.source().requests().release();
            }
            steps.await("draining");
            lab.lead(ThreeAgents.STATE, 2);
            firstSteps.await("stopping");
            lab.lead(ThreeAgents.STATE, 3);
            after.commitTransaction();
            assertThat(firstSteps.await("complete").get("completedMs"))
                    .isEqualTo(steps.await("complete").get("completedMs"));
            lab.lead(ThreeAgents.STATE, 1);
            clients.awaitProgress();
            clients.assertKept();
            assertSame(topics);
            for (String topic : topics) {
                // the transaction's end was written past the proxy, and is told
                assertThat(lab.topic(topic).lastAttempt())
                        .extracting(Snapshot.Attempt::attempt, Snapshot.Attempt::outcome)
                        .containsExactly(1, "complete");
            }
        }
    }
}
