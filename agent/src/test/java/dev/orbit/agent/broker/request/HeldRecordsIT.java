// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.broker.EmbeddedBroker;
import dev.orbit.agent.broker.LogDirectories;
import dev.orbit.agent.broker.admin.TopicAdmin;
import dev.orbit.agent.lab.FreePorts;
import dev.orbit.agent.trial.Cluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two brokers: one asks about a topic that both lead a partition of. */
@Timeout(180)
class HeldRecordsIT {

    private static final String CLUSTER_ID = "AAAAAAAAAAAAAAAAAAAAAw";

    @TempDir
    Path directory;

    private final int controllerPort = FreePorts.next();

    @Test
    void asksEveryLeaderWhetherItHoldsRecords() throws Exception {
        try (EmbeddedBroker asking = start(1, "broker,controller");
                TopicAdmin topics = asking.topicAdmin()) {
            EmbeddedBroker other = start(2, "broker");
            try (Cluster cluster = new Cluster("127.0.0.1:" + asking.port())) {
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(
                                        topics.create("orders", Map.of(0, List.of(1), 1, List.of(2)), Map.of())
                                                .get(30, TimeUnit.SECONDS))
                                .isEmpty());
                await().atMost(Duration.ofSeconds(60))
                        .ignoreExceptions()
                        .untilAsserted(() -> assertThat(holdsRecords(topics)).isFalse());

                cluster.produce("orders", 1, "led by the other");
                assertThat(holdsRecords(topics)).isTrue();
            } finally {
                other.close();
            }
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThatThrownBy(() -> holdsRecords(topics))
                            .hasMessageContaining("orders-1 has no leader"));
        }
    }

    private static CompletableFuture<String> nothing(String command) {
        return CompletableFuture.failedFuture(new CommandHandler.NotACommandException(command));
    }

    private static boolean holdsRecords(TopicAdmin topics) throws Exception {
        return topics.holdsRecords("orders").get(30, TimeUnit.SECONDS);
    }

    private EmbeddedBroker start(int node, String roles) throws Exception {
        int port = FreePorts.next();
        boolean isController = roles.contains("controller");
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "process.roles",
                roles,
                "node.id",
                String.valueOf(node),
                "controller.quorum.voters",
                "1@127.0.0.1:" + controllerPort,
                "controller.listener.names",
                "CONTROLLER",
                "listeners",
                "PLAINTEXT://127.0.0.1:" + port + (isController ? ",CONTROLLER://127.0.0.1:" + controllerPort : ""),
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "log.dirs",
                directory.resolve("data-" + node).toString()));
        LogDirectories.format(properties, CLUSTER_ID);
        EmbeddedBroker broker = new EmbeddedBroker(properties, new OpenGate(), HeldRecordsIT::nothing);
        broker.start();
        return broker;
    }
}
