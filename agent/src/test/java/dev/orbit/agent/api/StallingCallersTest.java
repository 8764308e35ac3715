// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.metrics.MetricsPage;
import dev.orbit.agent.metrics.OrbitMetrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.common.metrics.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers without a token that begin, and do not go on: whoever reaches the port may. */
@Timeout(60)
class StallingCallersTest {

    /** More than there are threads for calls, and more than wait for one. */
    private static final int STALLING = 100;

    private final Metrics metrics = new Metrics();
    private final List<Socket> callers = new ArrayList<>();
    private final ApiServer server;

    StallingCallersTest() throws IOException {
        CoordinatorCalls calls = new CoordinatorCalls(Duration.ofMillis(100), Optional::empty);
        calls.carriedBy(Collections.nCopies(
                4, command -> CompletableFuture.completedFuture("{\"status\":200,\"body\":\"{}\"}")));
        server = new ApiServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                null,
                new Access(null, null, "W"),
                calls,
                new MetricsPage(new OrbitMetrics(metrics)));
        server.start();
    }

    @AfterEach
    void close() throws IOException {
        for (Socket caller : callers) {
            caller.close();
        }
        server.close();
        metrics.close();
    }

    /** Half a request, as the first bytes of a handshake are. */
    @Test
    void halfARequestKeepsNobodyWaiting() throws Exception {
        send("GET /v1/health HTTP/1.1\r\n", STALLING);

        assertThat(status("/v1/health")).isEqualTo(200);
        assertThat(status("/v1/snapshot")).isEqualTo(200);
    }

    /** Its sender is refused by its head; what is left of it is not waited for by the threads of those who may. */
    @Test
    void aRefusedRequestsBodyKeepsNobodyWaiting() throws Exception {
        send(
                "POST /v1/changes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 100\r\n\r\n",
                STALLING);

        assertThat(status("/v1/health")).isEqualTo(200);
        assertThat(status("/v1/snapshot")).isEqualTo(200);
    }

    @Test
    void answersThatNobodyReadsKeepNobodyWaiting() throws Exception {
        String request = "GET /console/main.js HTTP/1.1\r\nHost: localhost\r\n\r\n";
        send(request.repeat(3_000), 20);
        while (writing() < 8) {
            Thread.onSpinWait();
        }

        assertThat(status("/v1/health")).isEqualTo(200);
    }

    /** So that not all threads there are can be taken. */
    @Test
    void noMoreConnectionsAreTakenThanThereAreThreads() throws Exception {
        send("GET /v1/health HTTP/1.1\r\n", ApiServer.CONNECTIONS_MAX);
        Socket one = callers.get(0);
        Socket late = new Socket(InetAddress.getLoopbackAddress(), server.port());
        callers.add(late);
        late.setSoTimeout(10_000);

        assertThat(late.getInputStream().read()).isEqualTo(-1);
        one.getOutputStream().write("Host: localhost\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
        assertThat(new String(one.getInputStream().readAllBytes(), US_ASCII)).contains("200 OK");
    }

    /** Threads of the server that are held by callers who do not read. */
    private static long writing() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().equals("orbit-api"))
                .filter(thread -> Stream.of(thread.getValue())
                        .anyMatch(frame -> frame.getMethodName().equals("write")))
                .count();
    }

    private void send(String start, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Socket caller = new Socket();
            caller.setReceiveBufferSize(1 << 10);
            caller.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            callers.add(caller);
            caller.getOutputStream().write(start.getBytes(US_ASCII));
        }
    }

    private int status(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
                .header("Authorization", "Bearer W")
                .timeout(Duration.ofSeconds(10))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode();
    }
}
