// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.admin;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orbit.agent.broker.admin.InterBrokerChannel.ChannelException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ApiVersionsRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InterBrokerChannelTest {

    private static final int REQUEST_TIMEOUT_MS = 1_000;

    /** A heartbeat that waits for longer than a lease lasts costs the lease. */
    @Test
    void whatIsNotAnsweredFailsWhenItsTimeIsUpThoughNothingElseIsSent() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Metrics metrics = new Metrics();
                InterBrokerChannel channel = new InterBrokerChannel("silent", config(), metrics, REQUEST_TIMEOUT_MS)) {
            channel.start();
            Node node = new Node(1, silent.getInetAddress().getHostAddress(), silent.getLocalPort());

            CompletableFuture<AbstractResponse> answer = channel.send(node, new ApiVersionsRequest.Builder());

            assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(ChannelException.class);
        }
    }

    private static KafkaConfig config() {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "process.roles", "broker,controller",
                "node.id", "1",
                "controller.quorum.voters", "1@127.0.0.1:9",
                "controller.listener.names", "CONTROLLER",
                "listeners", "PLAINTEXT://127.0.0.1:0,CONTROLLER://127.0.0.1:9",
                "log.dirs", "none"));
        return KafkaConfig.fromProps(properties);
    }
}
