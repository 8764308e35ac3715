// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.trial;

import static org.awaitility.Awaitility.await;

import dev.orbit.schemas.AbortRequest;
import dev.orbit.schemas.AbortResponse;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.ChangesRequest;
import dev.orbit.schemas.ChangesResponse;
import dev.orbit.schemas.ErrorBody;
import dev.orbit.schemas.FailoverRequest;
import dev.orbit.schemas.FailoverResponse;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.InitiateResponse;
import dev.orbit.schemas.Json;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.ValidateRequest;
import dev.orbit.schemas.ValidateResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The agents' HTTP API as any HTTP client sees it: answers come as they are, refusals too, but to questions not a 503. */
public final class Api {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);

    private static final int UNAVAILABLE = 503;

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI endpoint;

    public Api(URI endpoint) {
        this.endpoint = endpoint;
    }

    /** An answer. */
    public record Answer(int status, String contentType, String body) {

        public <T> T as(Class<T> type) {
            try {
                return Json.MAPPER.readValue(body, type);
            } catch (IOException e) {
                throw new AssertionError("not a " + type.getSimpleName() + ": " + this, e);
            }
        }

        /** The problems of a refusal. */
        public List<Problem> problems() {
            return as(ErrorBody.class).errors();
        }

        private <T> T success(Class<T> type) {
            if (status != 200) {
                throw new AssertionError("refused: " + this);
            }
            return as(type);
        }
    }

    public Answer change(boolean dryRun, Change... changes) throws IOException {
        return post("/v1/changes", Json.MAPPER.writeValueAsString(new ChangesRequest(dryRun, List.of(changes))));
    }

    /** Tries out documents that belong to one plan. */
    public Answer dryRun(String planId, Change... changes) throws IOException {
        return post("/v1/changes", Json.MAPPER.writeValueAsString(new ChangesRequest(true, List.of(changes), planId)));
    }

    /** Writes documents; a refusal is a failure of the test. */
    public ChangesResponse put(Change... changes) throws IOException {
        return change(false, changes).success(ChangesResponse.class);
    }

    public ValidateResponse validate(ValidateRequest request) throws IOException {
        return post("/v1/links/validate", Json.MAPPER.writeValueAsString(request))
                .success(ValidateResponse.class);
    }

    public InitiateResponse initiate(InitiateRequest request) throws IOException {
        return post("/v1/migrations/initiate", Json.MAPPER.writeValueAsString(request))
                .success(InitiateResponse.class);
    }

    /** As its refusal advises, it waits until how far all the topics are behind is known. */
    public InitiateResponse initiateOnceKnown(InitiateRequest request) throws IOException {
        await().atMost(Trial.WITHIN)
                .until(() -> initiate(dryRun(request)).errors().stream()
                        .noneMatch(refused -> refused.problem().code().equals("lag_unknown")));
        return initiate(request);
    }

    private static InitiateRequest dryRun(InitiateRequest request) {
        return new InitiateRequest(
                request.link(),
                request.topics(),
                request.topicRegex(),
                true,
                request.maxTimeLagSeconds(),
                request.maxOffsetLag(),
                request.migrationTimeoutSeconds(),
                request.atomic());
    }

    /** With a timeout of five minutes and no limit to the lag in time that a test could reach, once the lag is known. */
    public InitiateResponse initiate(String... topics) throws IOException {
        return initiateOnceKnown(new InitiateRequest(null, List.of(topics), null, false, null, null, null));
    }

    public AbortResponse abort(String... topics) throws IOException {
        return post(
                        "/v1/migrations/abort",
                        Json.MAPPER.writeValueAsString(new AbortRequest(null, List.of(topics), null)))
                .success(AbortResponse.class);
    }

    /** The loss accepted; a refusal as a whole is a failure of the test. */
    public FailoverResponse failover(String... topics) throws IOException {
        return failover(new FailoverRequest(null, List.of(topics), null, false, true))
                .success(FailoverResponse.class);
    }

    public Answer failover(FailoverRequest request) throws IOException {
        return post("/v1/topics/failover", Json.MAPPER.writeValueAsString(request));
    }

    public Snapshot snapshot() throws IOException {
        return get("/v1/snapshot").success(Snapshot.class);
    }

    /** A mirror topic by its name at the destination; null while there is none. */
    public Snapshot.@Nullable Topic topic(String name) throws IOException {
        return snapshot().topics().stream()
                .filter(topic -> topic.topic().equals(name))
                .findFirst()
                .orElse(null);
    }

    public Answer get(String path) throws IOException {
        return send(request(path).GET());
    }

    public Answer post(String path, String json) throws IOException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(endpoint.resolve(path)).timeout(ANSWER_WITHIN);
    }

    /** An agent that cannot say, for no coordinator answers, is asked again as it advises; what changes something is not. */
    public Answer send(HttpRequest.Builder request) throws IOException {
        HttpRequest built = request.build();
        return await().atMost(Trial.WITHIN)
                .pollDelay(Duration.ZERO)
                .until(
                        () -> sendOnce(built),
                        answer -> answer.status() != UNAVAILABLE
                                || !built.method().equals("GET"));
    }

    private Answer sendOnce(HttpRequest request) throws IOException {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
