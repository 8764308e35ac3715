// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.AgentClusterProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.trial.Api;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.Leaders;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMappingSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A coordinator that sleeps through the election of another, with a write before it when it wakes. */
@Timeout(300)
class SleepingCoordinatorIT {

    private static final Duration SOON = Duration.ofSeconds(120);
    private static final List<Integer> AGENTS = List.of(1, 2, 3);
    private static final int SLEEPER = 2;
    private static final TopicPartition STATE = new TopicPartition("__orbit_state", 0);

    @TempDir
    Path directory;

    private static Change prioritised(int priority, long revision) {
        return new Change.PutTopicMapping(
                TopicMappingSpec.literal(Documents.LINK, priority, "orders", "orders"), revision);
    }

    private static int priority(Api api) throws Exception {
        return api.snapshot().topicMappings().get(0).spec().priority();
    }

    private static void awaitCoordinatorBeside(Api api, int sleeper) {
        await("another coordinator")
                .atMost(SOON)
                .ignoreExceptions()
                .until(
                        () -> api.snapshot().cluster(),
                        (Snapshot.Cluster cluster) -> cluster.coordinator() != sleeper
                                && cluster.agents().stream().noneMatch(agent -> agent.id() == sleeper));
    }

    @Test
    void decidesNothingOnceItWakes() throws Exception {
        try (StockBrokerProcess source = StockBrokerProcess.start(directory.resolve("source"));
                AgentClusterProcess agents =
                        AgentClusterProcess.start(directory, AGENTS.size(), Map.of("orbit.lease.ms", "6000"));
                Cluster destination = new Cluster(agents.bootstrapServers())) {
            Api others = new Api(agents.agent(1).endpoint());
            Api sleepers = new Api(agents.agent(SLEEPER).endpoint());
            others.put(Documents.putLink(source.bootstrapServers()));
            long revision = others.put(prioritised(1, 0)).revisions().get(0);
            lead(destination, sleepers);

            agents.agent(SLEEPER).suspend();
            // over a connection of its own: an idle one is closed when it wakes
            CompletableFuture<Api.Answer> late = CompletableFuture.supplyAsync(
                    () -> change(new Api(agents.agent(SLEEPER).endpoint()), prioritised(2, revision)));
            try {
                awaitCoordinatorBeside(others, SLEEPER);
                others.put(prioritised(3, revision));
            } finally {
                agents.agent(SLEEPER).resume();
            }

            Api.Answer answer = late.get(2, TimeUnit.MINUTES);
            assertThat(answer.status()).as(answer.body()).isNotEqualTo(200);
            assertThat(priority(others)).isEqualTo(3);
            lead(destination, sleepers);
            assertThat(priority(sleepers)).isEqualTo(3);
            assertThat(state(destination))
                    .anyMatch(value -> value.contains("\"priority\":3"))
                    .noneMatch(value -> value.contains("\"priority\":2"));
        }
    }

    private static void lead(Cluster destination, Api sleepers) throws Exception {
        Leaders.move(destination.admin(), STATE, SLEEPER, AGENTS);
        await("it to coordinate")
                .atMost(SOON)
                .ignoreExceptions()
                .until(() -> sleepers.snapshot().cluster().coordinator() == SLEEPER);
    }

    private static Api.Answer change(Api api, Change change) {
        try {
            return api.change(false, change);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> state(Cluster destination) {
        return destination.records(STATE.topic(), IsolationLevel.READ_UNCOMMITTED).stream()
                .filter(record -> record.value() != null)
                .map(record -> new String(record.value(), UTF_8))
                .toList();
    }
}
