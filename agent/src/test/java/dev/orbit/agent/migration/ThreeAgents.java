// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.AgentApi;
import dev.orbit.agent.lab.AgentClusterProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.Leaders;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;

/**
 * Three agents, each with a replica of everything, and a source of two brokers. The state's leader is not the agent that is
 * the controller too, and can die.
 *
 * @param api of the controller's agent, which stays
 */
record ThreeAgents(TwoBrokerSource source, AgentClusterProcess agents, Cluster destination, AgentApi api)
        implements AutoCloseable {

    static final Duration SOON = Duration.ofSeconds(120);
    static final int PARTITIONS = 3;
    static final int CONTROLLER = 1;
    static final int COORDINATOR = 2;
    static final int SLEEPER = 3;
    static final List<Integer> ALL = List.of(CONTROLLER, COORDINATOR, SLEEPER);
    static final TopicPartition STATE = new TopicPartition("__orbit_state", 0);

    static ThreeAgents start(Path directory) {
        TwoBrokerSource source = TwoBrokerSource.start(directory);
        AgentClusterProcess agents = AgentClusterProcess.start(
                directory, ALL.size(), Map.of("orbit.refresh.interval.ms", "1000", "orbit.lease.ms", "8000"));
        AgentApi api = new AgentApi(agents.agent(CONTROLLER).endpoint());
        api.change(List.of(Documents.putLink(source.bootstrapServersOfAgents())));
        return new ThreeAgents(source, agents, new Cluster(agents.bootstrapServers()), api);
    }

    /** New topics in PROXY, whose partitions are led by the agents in turn; the state is led by the coordinator. */
    void proxy(List<String> topics) throws Exception {
        lead(STATE, COORDINATOR);
        for (String topic : topics) {
            source.cluster().createTopic(topic, PARTITIONS);
            api.change(List.of(Documents.putMapping(topic, new AutoMigration(true))));
        }
        for (String topic : topics) {
            awaitState(topic, MigrationState.PROXY);
            leadInTurn(topic, 0);
        }
    }

    void leadInTurn(String topic, int turn) throws Exception {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            lead(new TopicPartition(topic, partition), ALL.get((partition + turn) % ALL.size()));
        }
    }

    void lead(TopicPartition partition, int agent) throws Exception {
        Leaders.move(destination.admin(), partition, agent, ALL);
    }

    void awaitState(String topic, MigrationState state) {
        await(topic + " to be " + state)
                .atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(topic(topic)).satisfies(found -> {
                    assertThat(found.state()).as("%s", found).isEqualTo(state);
                    assertThat(found.offsetLag()).as("%s", found).isNotNull();
                    assertThat(found.timeLagSeconds()).as("%s", found).isNotNull();
                }));
    }

    Snapshot.Topic topic(String topic) {
        return api.snapshot().topics().stream()
                .filter(found -> found.topic().equals(topic))
                .findFirst()
                .orElseThrow();
    }

    void awaitAgents(Predicate<List<Integer>> whichAreThere) {
        await("the agents")
                .atMost(SOON)
                .ignoreExceptions()
                .until(
                        () -> api.snapshot().cluster().agents().stream()
                                .map(Snapshot.Agent::id)
                                .toList(),
                        whichAreThere::test);
    }

    KafkaProducer<byte[], byte[]> transactional(String id) {
        KafkaProducer<byte[], byte[]> producer = source.cluster().transactional(id);
        producer.initTransactions();
        return producer;
    }

    void begin(KafkaProducer<byte[], byte[]> producer, String topic) throws Exception {
        producer.beginTransaction();
        Cluster.send(producer, topic, 0, "in a transaction");
    }

    @Override
    public void close() {
        destination.close();
        agents.close();
        source.close();
    }
}
