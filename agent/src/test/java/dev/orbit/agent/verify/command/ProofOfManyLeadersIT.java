// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.AgentApi;
import dev.orbit.agent.lab.AgentClusterProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.trial.Api;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.Leaders;
import dev.orbit.agent.verify.ProofReport;
import dev.orbit.agent.verify.ProofResult;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three agents, each of which led the partition for a while: what one of them counted, no other knows. */
@Timeout(300)
class ProofOfManyLeadersIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String TOPIC = "many-leaders";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    @TempDir
    Path directory;

    @Test
    void theDigestReachesBackOverAllOfThem() throws Exception {
        try (StockBrokerProcess sourceProcess = StockBrokerProcess.start(directory.resolve("source"));
                AgentClusterProcess agents = AgentClusterProcess.start(directory, 3, Map.of());
                Cluster source = new Cluster(sourceProcess.bootstrapServers());
                Cluster destination = new Cluster(agents.bootstrapServers())) {
            AgentApi api = new AgentApi(agents.agent(1).endpoint());
            source.createTopic(TOPIC, 1);
            api.change(List.of(Documents.putLink(sourceProcess.bootstrapServers())));
            api.change(List.of(Documents.putMapping(TOPIC, new AutoMigration(true))));
            await().atMost(SOON)
                    .until(() -> topic(api).map(Snapshot.Topic::state), Optional.of(MigrationState.PROXY)::equals);

            source.produce(TOPIC, 0, "under", "the first");
            awaitCaughtUp(source, destination);
            Leaders.move(destination.admin(), PARTITION, 2, List.of(1, 2, 3));
            source.produce(TOPIC, 0, "under", "the second");
            awaitCaughtUp(source, destination);
            agents.agent(2).kill();
            source.produce(TOPIC, 0, "under", "another");
            awaitCaughtUp(source, destination);
            assertThat(new Api(agents.agent(1).endpoint()).initiate(TOPIC).initiated())
                    .containsExactly(TOPIC);
            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> topic(api).map(Snapshot.Topic::completion).isPresent());

            Snapshot.CompletedPartition completed = Objects.requireNonNull(
                            topic(api).orElseThrow().completion())
                    .partitions()
                    .get(0);
            assertThat(completed.asFetchedFromOffset()).isGreaterThanOrEqualTo(4);
            Verifying run = Verifying.run(
                    Map.of("ORBIT_ENDPOINT", agents.agent(1).endpoint().toString()),
                    "--bootstrap-server",
                    agents.bootstrapServers(),
                    "--json");
            assertThat(run.code()).as(run.toString()).isZero();
            ProofReport proof = Objects.requireNonNull(
                    run.report().topics().get(0).partitions().get(0).proof());
            assertThat(proof.result()).as(proof.toString()).isEqualTo(ProofResult.SAME);
            assertThat(proof.fromOffset()).isZero();
            assertThat(proof.finalOffset()).isEqualTo(6);
        }
    }

    private static Optional<Snapshot.Topic> topic(AgentApi api) {
        return api.snapshot().topics().stream()
                .filter(topic -> topic.topic().equals(TOPIC))
                .findFirst();
    }

    private static void awaitCaughtUp(Cluster source, Cluster destination) {
        await("the mirror")
                .atMost(SOON)
                .ignoreExceptions()
                .until(() -> source.end(TOPIC, 0) == destination.end(TOPIC, 0));
    }
}
