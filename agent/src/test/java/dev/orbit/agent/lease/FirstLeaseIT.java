// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.AgentClusterProcess;
import dev.orbit.agent.lab.AgentProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent that starts while too few have the state says what it waits for, and serves nothing until it is over. */
@Timeout(180)
class FirstLeaseIT {

    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final String WHY = "the state could not be written";

    @TempDir
    Path directory;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void saysWhatItWaitsForUntilItIsOver() throws Exception {
        try (AgentClusterProcess agents = AgentClusterProcess.start(directory, 2, Map.of())) {
            AgentProcess agent = agents.agent(1);
            int before = lines(agent, "").size();
            agents.agent(2).stop();

            CompletableFuture<Void> restarting = CompletableFuture.runAsync(agent::restart);

            await().atMost(WITHIN).ignoreExceptionsInstanceOf(IOException.class).untilAsserted(() -> {
                HttpResponse<String> health = send(agent, "GET", "/v1/health");
                assertThat(health.statusCode()).isEqualTo(503);
                assertThat(health.body()).contains("not_ready", WHY, "in sync");
            });
            assertThat(send(agent, "GET", "/metrics").statusCode()).isEqualTo(200);
            for (String method : List.of("GET", "POST")) {
                HttpResponse<String> call = send(agent, method, method.equals("GET") ? "/v1/snapshot" : "/v1/changes");
                assertThat(call.statusCode()).isEqualTo(503);
                assertThat(call.body()).contains("not_ready", WHY);
            }
            await().atMost(WITHIN)
                    .untilAsserted(
                            () -> assertThat(lines(agent, "holds no lease")).hasSize(1));
            assertThat(restarting).isNotDone();

            agents.agent(2).restart();

            restarting.get(60, TimeUnit.SECONDS);
            assertThat(send(agent, "GET", "/v1/health").statusCode()).isEqualTo(200);
            assertThat(lines(agent, "").stream().skip(before))
                    .as("the log from the restart on")
                    .filteredOn(line -> line.contains("WARN"))
                    .filteredOn(line -> line.contains(WHY))
                    .hasSize(1);
            assertThat(lines(agent, "this agent holds a lease")).hasSize(2);
        }
    }

    private static List<String> lines(AgentProcess agent, String with) throws IOException {
        return Files.readAllLines(agent.logFile()).stream()
                .filter(line -> line.contains(with))
                .toList();
    }

    private HttpResponse<String> send(AgentProcess agent, String method, String path) throws Exception {
        URI uri = agent.endpoint().resolve(path);
        return client.send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                method.equals("GET")
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString("{\"changes\":[]}"))
                        .build(),
                BodyHandlers.ofString());
    }
}
