// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.AgentProcess;
import dev.orbit.agent.lab.Documents;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.trial.Api;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.agent.trial.Trial;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A source that is found somewhere else from now on. */
@Timeout(180)
class NewAddressIT {

    @TempDir
    private Path directory;

    @Test
    void aLinkFollowsItsSourceToANewAddress() throws Exception {
        StockBrokerProcess former = StockBrokerProcess.start(directory.resolve("source"));
        try (former;
                AgentProcess agent = AgentProcess.start(directory.resolve("agent"));
                Cluster destination = new Cluster(agent.bootstrapServers())) {
            Api api = new Api(agent.endpoint());
            api.put(Documents.putLink(former.bootstrapServers()));
            declare(former, api);
            try (KafkaProducer<byte[], byte[]> proxied = destination.producer(Map.of())) {
                Cluster.send(proxied, "proxied", 0, "before");
                awaitEnd(destination, "proxied", 1);
                awaitEnd(destination, "mirrored", 1);

                former.stop();
                try (StockBrokerProcess moved =
                                StockBrokerProcess.start(former.options().withPort(0));
                        Cluster source = new Cluster(moved.bootstrapServers())) {
                    assertThat(moved.bootstrapServers()).isNotEqualTo(former.bootstrapServers());
                    readdress(api, moved);

                    source.produce("mirrored", 0, "after");
                    awaitEnd(destination, "mirrored", 2);
                    Cluster.send(proxied, "proxied", 0, "after");
                    assertThat(source.values("proxied")).containsExactly("before", "after");
                    awaitEnd(destination, "proxied", 2);
                    await().atMost(Trial.WITHIN)
                            .untilAsserted(() -> assertThat(link(api).error()).isNull());
                }
            }
        }
    }

    private static void declare(StockBrokerProcess source, Api api) throws Exception {
        try (Cluster cluster = new Cluster(source.bootstrapServers())) {
            cluster.createTopic("mirrored", 1);
            cluster.createTopic("proxied", 1);
            cluster.produce("mirrored", 0, "before");
        }
        api.put(
                Documents.putMapping("mirrored", AutoMigration.INHERIT),
                Documents.putMapping("proxied", new AutoMigration(true)));
        await().atMost(Trial.WITHIN)
                .ignoreExceptions()
                .until(() -> Objects.requireNonNull(api.topic("proxied")).state() == MigrationState.PROXY);
    }

    private static Snapshot.Link link(Api api) throws Exception {
        return api.snapshot().links().get(0);
    }

    private static void readdress(Api api, StockBrokerProcess source) throws Exception {
        Change.PutLink replacement = (Change.PutLink) Documents.putLink(source.bootstrapServers());
        api.put(new Change.PutLink(replacement.spec(), link(api).revision()));
    }

    private static void awaitEnd(Cluster cluster, String topic, long end) {
        await(topic + " to end at " + end).atMost(Trial.WITHIN).until(() -> cluster.end(topic, 0) == end);
    }
}
