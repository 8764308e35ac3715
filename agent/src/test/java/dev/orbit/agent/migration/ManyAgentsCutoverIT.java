// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.AgentApi;
import dev.orbit.agent.lab.AgentClusterProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.StockBrokerOptions;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.verify.Extent;
import dev.orbit.agent.verify.RecordComparison;
import dev.orbit.agent.verify.TopicPair;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.IsolationLevel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Cutovers at three agents, each with a replica of everything, of which one dies on the way and leads no more. */
@Timeout(420)
class ManyAgentsCutoverIT {

    private static final Duration SOON = Duration.ofSeconds(120);
    private static final int PARTITIONS = 3;
    private static final int CONTROLLER = 1;

    @TempDir
    static Path directory;

    private static StockBrokerProcess sourceProcess;
    private static AgentClusterProcess agents;
    private static Cluster source;
    private static Cluster destination;

    /** The controller's agent, which stays. */
    private static AgentApi api;

    @BeforeAll
    static void start() {
        sourceProcess = StockBrokerProcess.start(StockBrokerOptions.in(directory.resolve("source")));
        source = new Cluster(sourceProcess.bootstrapServers());
        agents = AgentClusterProcess.start(directory, 3, Map.of("orbit.refresh.interval.ms", "1000"));
        destination = new Cluster(agents.bootstrapServers());
        api = new AgentApi(agents.agent(CONTROLLER).endpoint());
        api.change(List.of(Documents.putLink(sourceProcess.bootstrapServers())));
    }

    @AfterAll
    static void stop() {
        destination.close();
        agents.close();
        source.close();
        sourceProcess.close();
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

    /** Leaders of the topic's partitions, and of the state if it is that agent's, move while gates are closed. */
    @Test
    void oneThatDiesWhileItsGatesAreClosedLosesAndDoublesNothing() throws Exception {
        String topic = "many";
        source.createTopic(topic, PARTITIONS);
        api.change(List.of(Documents.putMapping(topic, new AutoMigration(true))));
        awaitState(topic, MigrationState.PROXY);
        try (Writers writers = Writers.startForKills(destination, topic, PARTITIONS);
                StepLog steps = StepLog.follow(destination, topic);
                KafkaProducer<byte[], byte[]> transactional = source.producer(Map.of("transactional.id", topic))) {
            transactional.initTransactions();
            transactional.beginTransaction();
            Cluster.send(transactional, topic, 0, "in the transaction");
            writers.awaitProgress();
            assertThat(api.initiate(new InitiateRequest(null, List.of(topic), null, false, null, null, null))
                            .initiated())
                    .containsExactly(topic);
            steps.await("draining");

            int coordinator = api.snapshot().cluster().coordinator();
            int dying = coordinator == CONTROLLER ? CONTROLLER + 1 : coordinator;
            agents.agent(dying).kill();
            await("the agents that are left")
                    .atMost(SOON)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(api.snapshot().cluster().agents())
                            .extracting(Snapshot.Agent::id)
                            .doesNotContain(dying));
            transactional.commitTransaction();

            awaitState(topic, MigrationState.COMPLETE);
            writers.awaitProgress();
            agents.agent(dying).restart();
            writers.awaitProgress();
            writers.stop();
            assertThat(writers.failures()).noneMatch(failure -> failure.startsWith("idempotent"));
            writers.assertKept(destination);
        }
        for (IsolationLevel isolationLevel : IsolationLevel.values()) {
            var report = RecordComparison.compare(
                    source.clientProperties(),
                    destination.clientProperties(),
                    List.of(TopicPair.same(topic)),
                    isolationLevel,
                    Extent.SOURCE_IS_PREFIX);
            assertThat(report.differences()).as("%s", isolationLevel).isEmpty();
        }
    }
}
