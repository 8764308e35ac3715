// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.orbit.reconciler.client.AgentException;
import dev.orbit.schemas.AbortRequest;
import dev.orbit.schemas.ChangesRequest;
import dev.orbit.schemas.ErrorBody;
import dev.orbit.schemas.FailoverRequest;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.Json;
import dev.orbit.schemas.ResyncRequest;
import dev.orbit.schemas.ValidateRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** {@link FakeAgents} behind the HTTP API, on a free port of this machine. */
public final class FakeAgentServer implements AutoCloseable {

    private final FakeAgents agents;
    private final HttpServer server;

    public FakeAgentServer(FakeAgents agents) throws IOException {
        this.agents = agents;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
    }

    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                answer(exchange, 200, call(exchange));
            } catch (AgentException e) {
                answer(exchange, e.status(), new ErrorBody(e.problems()));
            }
        }
    }

    private Object call(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        return switch (exchange.getRequestMethod() + " "
                + exchange.getRequestURI().getPath()) {
            case "GET /v1/snapshot" -> agents.snapshot();
            case "GET /v1/events" -> events(exchange.getRequestURI());
            case "GET /v1/diagnostics" -> agents.diagnostics();
            case "POST /v1/changes" -> agents.change(Json.MAPPER.readValue(body, ChangesRequest.class));
            case "POST /v1/links/validate" -> agents.validate(Json.MAPPER.readValue(body, ValidateRequest.class));
            case "POST /v1/migrations/initiate" -> agents.initiate(Json.MAPPER.readValue(body, InitiateRequest.class));
            case "POST /v1/migrations/abort" -> agents.abort(Json.MAPPER.readValue(body, AbortRequest.class));
            case "POST /v1/topics/resync" -> agents.resync(Json.MAPPER.readValue(body, ResyncRequest.class));
            case "POST /v1/topics/failover" -> agents.failover(Json.MAPPER.readValue(body, FailoverRequest.class));
            default -> throw new IllegalArgumentException(exchange.getRequestMethod() + exchange.getRequestURI());
        };
    }

    private Object events(URI uri) {
        List<String> topics = new ArrayList<>();
        Integer limit = null;
        for (String parameter : String.valueOf(uri.getRawQuery()).split("&")) {
            String value = URLDecoder.decode(parameter.substring(parameter.indexOf('=') + 1), StandardCharsets.UTF_8);
            if (parameter.startsWith("topic=")) {
                topics.add(value);
            } else if (parameter.startsWith("limit=")) {
                limit = Integer.valueOf(value);
            }
        }
        return agents.events(topics, limit);
    }

    private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = Json.MAPPER.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
