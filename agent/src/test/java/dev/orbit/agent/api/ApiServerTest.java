// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.metrics.MetricsPage;
import dev.orbit.agent.metrics.OrbitMetrics;
import dev.orbit.schemas.Problem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.metrics.Metrics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls to a coordinator that does not answer. */
@Timeout(120)
class ApiServerTest {

    private static final String REPLY = "{\"status\":200,\"body\":\"{}\"}";

    private final Metrics metrics = new Metrics();
    private final List<CompletableFuture<String>> carried = Collections.synchronizedList(new ArrayList<>());
    private final List<String> commands = Collections.synchronizedList(new ArrayList<>());
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final CoordinatorCalls calls;
    private final ApiServer server;

    /** What the agent waits for. */
    private volatile @Nullable Problem lack;

    ApiServerTest() throws Exception {
        calls = new CoordinatorCalls(Duration.ofMillis(100), () -> Optional.ofNullable(lack));
        server = new ApiServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                null,
                new Access(null, null, null),
                calls,
                new MetricsPage(new OrbitMetrics(metrics)));
        server.start();
    }

    @AfterEach
    void close() {
        server.close();
        metrics.close();
    }

    private void isReady() {
        calls.carriedBy(Collections.nCopies(4, this::carry));
    }

    private CompletableFuture<String> carry(String command) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        commands.add(command);
        carried.add(answer);
        return answer;
    }

    /** Or whatever restarts an agent that does not say that it is well restarts this one. */
    @Test
    void healthAndMetricsWaitForNoCall() throws Exception {
        isReady();
        for (int i = 0; i < 20; i++) {
            send("GET", "/v1/snapshot");
        }

        assertThat(status("/v1/health")).isEqualTo(200);
        assertThat(status("/metrics")).isEqualTo(200);
    }

    @Test
    void aCallThatFindsNoneIdleIsTold() throws Exception {
        isReady();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            answers.add(send("GET", "/v1/snapshot"));
        }

        HttpResponse<String> refused = first(answers);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("too_many_calls", "Try again in a moment.");
        carried.forEach(answer -> answer.complete(REPLY));
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isIn(200, 503);
        }
        CompletableFuture<HttpResponse<String>> next = send("GET", "/v1/snapshot");
        while (carried.size() < 5) {
            Thread.onSpinWait();
        }
        carried.get(4).complete(REPLY);
        assertThat(next.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    /** Whether a change was made is not known then: it must not just be repeated. */
    @Test
    void whoeverWantedAChangeIsToldToLookFirst() throws Exception {
        isReady();
        CompletableFuture<HttpResponse<String>> changed = send("POST", "/v1/changes");
        CompletableFuture<HttpResponse<String>> read = send("GET", "/v1/snapshot");
        while (carried.size() < 2) {
            Thread.onSpinWait();
        }
        carried.forEach(answer -> answer.completeExceptionally(new IllegalStateException("gone")));

        assertThat(changed.get(20, TimeUnit.SECONDS).body()).contains("not_ready", "gone", "repeat it if not");
        assertThat(read.get(20, TimeUnit.SECONDS).body()).contains("not_ready", "gone", "Try again in a moment.");
    }

    /** Nothing is carried: what would change something is not done later either. */
    @Test
    void anAgentThatIsNotReadySaysWhatItWaitsFor() throws Exception {
        lack = new Problem("not_ready", "the disk is counted.", null, "Wait.");

        for (String path : List.of("/v1/health", "/v1/snapshot", "/v1/changes")) {
            HttpResponse<String> refused =
                    send(path.equals("/v1/changes") ? "POST" : "GET", path).get(20, TimeUnit.SECONDS);
            assertThat(refused.statusCode()).as(path).isEqualTo(503);
            assertThat(refused.body()).contains("not_ready", "the disk is counted.", "Wait.");
        }
        assertThat(status("/metrics")).isEqualTo(200);

        lack = null;
        assertThat(status("/v1/health"))
                .as("with a lease, and calls that are not carried yet")
                .isEqualTo(503);
        assertThat(status("/v1/snapshot")).isEqualTo(503);
        isReady();
        assertThat(status("/v1/health")).isEqualTo(200);
        assertThat(carried).isEmpty();
    }

    @Test
    void whatStandsBehindThePathIsCarriedAsItCame() throws Exception {
        isReady();
        CompletableFuture<HttpResponse<String>> read = send("GET", "/v1/events?topic=a%26b&limit=2");
        while (carried.isEmpty()) {
            Thread.onSpinWait();
        }
        carried.forEach(answer -> answer.complete(REPLY));

        assertThat(read.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(commands)
                .singleElement()
                .asString()
                .contains("\"path\":\"/v1/events\"", "\"query\":\"topic=a%26b&limit=2\"");
    }

    @SuppressWarnings("unchecked") // all are of this kind
    private static HttpResponse<String> first(List<CompletableFuture<HttpResponse<String>>> answers) throws Exception {
        return (HttpResponse<String>) CompletableFuture.anyOf(answers.toArray(CompletableFuture[]::new))
                .get(20, TimeUnit.SECONDS);
    }

    private int status(String path) throws Exception {
        return send("GET", path).get(20, TimeUnit.SECONDS).statusCode();
    }

    private CompletableFuture<HttpResponse<String>> send(String method, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
                .header("Content-Type", "application/json")
                .method(method, method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{}"))
                .build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }
}
