// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.stray;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.AgentClusterProcess;
import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.trial.Api;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Diagnostic;
import dev.orbit.schemas.DiagnosticsResponse;
import dev.orbit.schemas.MigrationState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.IsolationLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three agents, each of which leads some partitions: what each sees of the source adds up. */
@Timeout(420)
class ManyAgentsStraysIT {

    private static final String TOPIC = "orders";
    private static final int PARTITIONS = 6;
    private static final Duration SOON = Duration.ofSeconds(120);

    @TempDir
    static Path directory;

    private static List<Diagnostic> diagnostics(Api api, String name) throws Exception {
        return api.get("/v1/diagnostics").as(DiagnosticsResponse.class).diagnostics().stream()
                .filter(found -> found.name().equals(name))
                .toList();
    }

    private static long records(Api api, String name) throws Exception {
        return diagnostics(api, name).stream().mapToLong(Diagnostic::records).sum();
    }

    private static void awaitState(Api api, MigrationState state) {
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> {
            assertThat(api.topic(TOPIC)).isNotNull();
            assertThat(api.topic(TOPIC).state()).isEqualTo(state);
            assertThat(api.topic(TOPIC).offsetLag()).isZero();
        });
    }

    /** One record in each partition. */
    private static void write(KafkaProducer<byte[], byte[]> producer, List<String> written) throws Exception {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            String value = "record " + written.size();
            Cluster.send(producer, TOPIC, partition, value);
            written.add(value);
        }
    }

    @Test
    void addsUpWhatEachAgentSeesAndCopiesOnThoughOneDies() throws Exception {
        try (StockBrokerProcess stock = StockBrokerProcess.start(directory.resolve("source"));
                AgentClusterProcess agents =
                        AgentClusterProcess.start(directory, 3, Map.of("orbit.refresh.interval.ms", "1000"));
                Cluster source = new Cluster(stock.bootstrapServers());
                Cluster destination = new Cluster(agents.bootstrapServers());
                KafkaProducer<byte[], byte[]> proxied =
                        destination.producer(Map.of("enable.idempotence", false, "linger.ms", 0));
                KafkaProducer<byte[], byte[]> direct = source.producer(Map.of("enable.idempotence", false))) {
            Api api = new Api(agents.agent(1).endpoint());
            api.put(Documents.putLink(stock.bootstrapServers()));
            source.createTopic(TOPIC, PARTITIONS);
            api.put(Documents.putMapping(TOPIC, new AutoMigration(true)));
            awaitState(api, MigrationState.PROXY);

            List<String> written = new ArrayList<>();
            List<String> past = new ArrayList<>();
            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(300))
                    .ignoreExceptions()
                    .until(() -> {
                        write(proxied, written);
                        write(direct, past);
                        return records(api, Diagnostic.UNPROXIED_SOURCE_WRITES) >= PARTITIONS;
                    });
            awaitState(api, MigrationState.PROXY);
            long before = settled(api);
            for (int i = 0; i < 10; i++) {
                write(proxied, written);
                write(direct, past);
            }
            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> records(api, Diagnostic.UNPROXIED_SOURCE_WRITES) >= before + 10 * PARTITIONS);
            assertThat(records(api, Diagnostic.UNPROXIED_SOURCE_WRITES)).isEqualTo(before + 10 * PARTITIONS);

            assertThat(api.initiate(TOPIC).initiated()).containsExactly(TOPIC);
            awaitState(api, MigrationState.COMPLETE);
            List<String> strays = new ArrayList<>();
            write(direct, strays);
            awaitStrays(destination, strays);
            AgentProcess victim = agents.agent(3);
            victim.kill();
            for (int i = 0; i < 10; i++) {
                write(direct, strays);
            }
            awaitStrays(destination, strays);
            victim.restart();
            write(direct, strays);
            awaitStrays(destination, strays);
            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> records(api, Diagnostic.POST_MIGRATION_SOURCE_WRITES) == strays.size());
        }
    }

    /** The figure, once every agent has reported what it saw. */
    private static long settled(Api api) {
        long[] last = {-1};
        await().atMost(SOON)
                .pollInterval(Duration.ofSeconds(3))
                .ignoreExceptions()
                .until(() -> {
                    long now = records(api, Diagnostic.UNPROXIED_SOURCE_WRITES);
                    boolean same = now == last[0];
                    last[0] = now;
                    return same;
                });
        return last[0];
    }

    private static void awaitStrays(Cluster destination, List<String> strays) {
        await().atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(
                                destination.records(TOPIC + ".orbit-strays", IsolationLevel.READ_UNCOMMITTED).stream()
                                        .map(record -> new String(record.value(), UTF_8))
                                        .toList())
                        .containsExactlyInAnyOrderElementsOf(strays));
    }
}
