// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.orbit.schemas.AbortRequest;
import dev.orbit.schemas.AbortResponse;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.ChangesRequest;
import dev.orbit.schemas.ChangesResponse;
import dev.orbit.schemas.FailoverRequest;
import dev.orbit.schemas.FailoverResponse;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.InitiateResponse;
import dev.orbit.schemas.Json;
import dev.orbit.schemas.ResyncRequest;
import dev.orbit.schemas.ResyncResponse;
import dev.orbit.schemas.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The few calls of an agent's HTTP API that trying Orbit out takes. Thread-safe. */
public final class AgentApi {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

    /** While no coordinator answers the API says so, and advises to try again in a moment. */
    private static final Duration COORDINATOR_WITHIN = Duration.ofSeconds(10);

    private static final long ASK_AGAIN_MS = 200;
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI endpoint;

    /** Calls the agent at this base address, such as {@link AgentProcess#endpoint}. */
    public AgentApi(URI endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * Writes documents, all or none.
     *
     * @throws IllegalStateException if the agent refuses; the message has its answer
     */
    public ChangesResponse change(List<Change> changes) {
        return post("/v1/changes", new ChangesRequest(false, changes), ChangesResponse.class);
    }

    /** Starts migrations; an answer with errors is no exception. */
    public InitiateResponse initiate(InitiateRequest request) {
        return post("/v1/migrations/initiate", request, InitiateResponse.class);
    }

    /** Rolls migrations back; an answer with errors is no exception. */
    public AbortResponse abort(AbortRequest request) {
        return post("/v1/migrations/abort", request, AbortResponse.class);
    }

    /** Has mirror topics made anew; an answer with errors is no exception. */
    public ResyncResponse resync(ResyncRequest request) {
        return post("/v1/topics/resync", request, ResyncResponse.class);
    }

    /** Has mirror topics opened without their source; an answer with errors is no exception. */
    public FailoverResponse failover(FailoverRequest request) {
        return post("/v1/topics/failover", request, FailoverResponse.class);
    }

    public Snapshot snapshot() {
        return send(request("/v1/snapshot").GET().build(), Snapshot.class);
    }

    private <T> T post(String path, Object body, Class<T> answer) {
        try {
            String json = Json.MAPPER.writeValueAsString(body);
            return send(
                    request(path)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(json))
                            .build(),
                    answer);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Cannot write " + body + " as JSON.", e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(endpoint.resolve(path)).timeout(ANSWER_WITHIN);
    }

    /** What changes something may have been carried out though no coordinator answered, and is sent once. */
    private static boolean isToBeRepeated(HttpRequest request, HttpResponse<String> response) {
        return response.statusCode() == UNAVAILABLE && request.method().equals("GET");
    }

    private <T> T send(HttpRequest request, Class<T> answer) {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            long deadlineNanos = System.nanoTime() + COORDINATOR_WITHIN.toNanos();
            while (isToBeRepeated(request, response) && System.nanoTime() < deadlineNanos) {
                TimeUnit.MILLISECONDS.sleep(ASK_AGAIN_MS);
                response = client.send(request, HttpResponse.BodyHandlers.ofString());
            }
            if (response.statusCode() != OK) {
                throw new IllegalStateException(
                        request.uri() + " answered " + response.statusCode() + ": " + response.body());
            }
            return Json.MAPPER.readValue(response.body(), answer);
        } catch (IOException e) {
            throw new UncheckedIOException("No answer from " + request.uri() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for " + request.uri() + ".", e);
        }
    }
}
