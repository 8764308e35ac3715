// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Properties with which no cluster can be asked. */
@Timeout(60)
class ClusterTest {

    @Test
    void whatKafkasClientDoesNotTakeIsNamed() {
        Map<String, Object> properties = Map.of("bootstrap.servers", "127.0.0.1:1", "security.protocol", "SSSL");

        assertThatThrownBy(() -> new Cluster("destination at 127.0.0.1:1", properties, "Check --command-config."))
                .hasMessageContainingAll(
                        "No Kafka client can be made for the destination at 127.0.0.1:1",
                        "SSSL",
                        "Check --command-config. [client_refused]");
    }

    /** Another port than the one with TLS, such as that is easily mistaken for. */
    @Test
    void whatAnswersOtherwiseThanWithTlsIsToldAsARefusal() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread speaking = new Thread(() -> answerInTheClear(server));
            speaking.setDaemon(true);
            speaking.start();
            String address = "127.0.0.1:" + server.getLocalPort();
            Map<String, Object> properties = Map.of("bootstrap.servers", address, "security.protocol", "SSL");
            try (Cluster cluster = new Cluster("destination at " + address, properties, "Check --command-config.")) {
                assertThatThrownBy(() -> cluster.requireId("c", "the agent is one of cluster"))
                        .hasMessageContainingAll(
                                "The destination at " + address + " refused Describe on the cluster",
                                "Check --command-config. [cluster_refused]");
            }
        }
    }

    /** Until the server is closed. */
    private static void answerInTheClear(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
                client.getInputStream().readAllBytes();
            } catch (IOException e) {
                // the client has gone, or the server
            }
        }
    }
}
