// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.fake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.orbit.reconciler.client.AgentException;
import dev.orbit.schemas.AbortRequest;
import dev.orbit.schemas.ChangesRequest;
import dev.orbit.schemas.ErrorBody;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.Json;
import dev.orbit.schemas.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The fake agents' HTTP API, as {@code openapi.yaml} describes it. */
public final class FakeAgentServer implements AutoCloseable {

    private final FakeAgents agents;
    private final @Nullable String token;
    private final HttpServer server;
    private final AtomicBoolean losesAnswer = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ExecutorService threads = Executors.newFixedThreadPool(8);

    /** Serves on a free loopback port; with a token, only to those who send it. */
    public FakeAgentServer(FakeAgents agents, @Nullable String token) throws IOException {
        this.agents = agents;
        this.token = token;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Carries the next change out, unless it is a dry run, and closes the connection instead of answering. */
    public void loseNextAnswer() {
        losesAnswer.set(true);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            int status = 200;
            Object answer;
            try {
                answer = answer(exchange);
            } catch (AgentException e) {
                status = e.status();
                answer = new ErrorBody(e.problems());
            }
            byte[] body = Json.MAPPER.writeValueAsBytes(answer);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Object answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (token != null
                && !("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            throw refusal(401, "unauthorized", "A token is needed.");
        }
        String call =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        return switch (call) {
            case "GET /v1/snapshot" -> agents.snapshot();
            case "GET /v1/events" -> agents.events();
            case "GET /v1/diagnostics" -> agents.diagnostics();
            case "POST /v1/changes" -> change(Json.MAPPER.readValue(body, ChangesRequest.class));
            case "POST /v1/migrations/initiate" -> agents.initiate(Json.MAPPER.readValue(body, InitiateRequest.class));
            case "POST /v1/migrations/abort" -> agents.abort(Json.MAPPER.readValue(body, AbortRequest.class));
            default -> throw refusal(404, "not_found", "There is no " + call + ".");
        };
    }

    private Object change(ChangesRequest request) throws IOException {
        Object answer = agents.change(request);
        if (!request.dryRun() && losesAnswer.compareAndSet(true, false)) {
            throw new IOException("the answer is lost");
        }
        return answer;
    }

    private static AgentException refusal(int status, String code, String message) {
        return new AgentException(status, List.of(new Problem(code, message, null, "Mend the request.")));
    }

    /** Nobody answers here any more; closing again changes nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            server.stop(0);
            threads.shutdownNow();
        }
    }
}
