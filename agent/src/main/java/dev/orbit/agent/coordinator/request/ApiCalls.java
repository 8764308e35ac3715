// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.orbit.agent.broker.request.CommandHandler.NotCoordinatorException;
import dev.orbit.agent.command.Command.ApiCall;
import dev.orbit.agent.command.Reply;
import dev.orbit.agent.coordinator.core.CoordinatorLoop;
import dev.orbit.agent.coordinator.core.Term;
import dev.orbit.agent.state.StateHolder;
import dev.orbit.schemas.AbortRequest;
import dev.orbit.schemas.ChangesRequest;
import dev.orbit.schemas.ErrorBody;
import dev.orbit.schemas.EventsResponse;
import dev.orbit.schemas.FailoverRequest;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.Json;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.ResyncRequest;
import dev.orbit.schemas.ValidateRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the HTTP API's calls on the coordinator; the paths are those of schemas/openapi.yaml. */
public final class ApiCalls {

    private static final Logger LOG = LoggerFactory.getLogger(ApiCalls.class);
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int INTERNAL_ERROR = 500;

    /** The paths, each with its method. */
    private static final Map<String, String> METHODS = Map.of(
            "/v1/health", "GET",
            "/v1/snapshot", "GET",
            "/v1/events", "GET",
            "/v1/diagnostics", "GET",
            "/v1/changes", "POST",
            "/v1/links/validate", "POST",
            "/v1/migrations/initiate", "POST",
            "/v1/migrations/abort", "POST",
            "/v1/topics/resync", "POST",
            "/v1/topics/failover", "POST");

    private static final ObjectReader READER = Json.MAPPER
            .reader()
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private final StateHolder state;
    private final CoordinatorLoop loop;
    private final Documents documents;
    private final Migrations migrations;
    private final Resyncs resyncs;
    private final DiagnosticsReader diagnostics;
    private final Failovers failovers;
    private final SnapshotReader snapshots;
    private final Validation validation;

    public ApiCalls(
            StateHolder state,
            CoordinatorLoop loop,
            Documents documents,
            Migrations migrations,
            Resyncs resyncs,
            DiagnosticsReader diagnostics,
            Failovers failovers,
            SnapshotReader snapshots,
            Validation validation) {
        this.state = state;
        this.loop = loop;
        this.documents = documents;
        this.migrations = migrations;
        this.resyncs = resyncs;
        this.diagnostics = diagnostics;
        this.failovers = failovers;
        this.snapshots = snapshots;
        this.validation = validation;
    }

    /** May block while a source is asked; fails only with {@link NotCoordinatorException}. */
    public CompletableFuture<Reply.Api> serve(ApiCall call) {
        try {
            return route(call).handle((body, failure) -> failure == null ? json(OK, body) : refusal(failure));
        } catch (JsonProcessingException e) {
            return CompletableFuture.completedFuture(malformed(e));
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(refusal(e));
        }
    }

    private CompletableFuture<?> route(ApiCall call) throws JsonProcessingException {
        return switch (call.method() + " " + call.path()) {
            case "GET /v1/snapshot" -> CompletableFuture.completedFuture(snapshot());
            case "GET /v1/events" -> CompletableFuture.completedFuture(events(call.query()));
            case "GET /v1/diagnostics" -> CompletableFuture.completedFuture(diagnostics());
            case "POST /v1/changes" -> documents.change(request(call, ChangesRequest.class));
            case "POST /v1/links/validate" ->
                CompletableFuture.completedFuture(validation.validate(request(call, ValidateRequest.class)));
            case "POST /v1/migrations/initiate" -> migrations.initiate(request(call, InitiateRequest.class));
            case "POST /v1/migrations/abort" -> migrations.abort(request(call, AbortRequest.class));
            case "POST /v1/topics/resync" -> resyncs.resync(request(call, ResyncRequest.class));
            case "POST /v1/topics/failover" -> failovers.failover(request(call, FailoverRequest.class));
            default -> throw unknown(call);
        };
    }

    private static RefusedException unknown(ApiCall call) {
        String method = METHODS.get(call.path());
        return method == null
                ? new RefusedException(
                        NOT_FOUND,
                        new Problem(
                                "unknown_path", "there is no " + call.path() + ".", null, "See schemas/openapi.yaml."))
                : new RefusedException(
                        METHOD_NOT_ALLOWED,
                        new Problem(
                                "wrong_method",
                                call.path() + " is not for " + call.method() + ".",
                                null,
                                "Use " + method + "."));
    }

    private static <T> T request(ApiCall call, Class<T> type) throws JsonProcessingException {
        JsonNode body = READER.readTree(call.body());
        List<Problem> problems = RequestShape.problems(body, type);
        if (!problems.isEmpty()) {
            throw new RefusedException(BAD_REQUEST, problems);
        }
        return Json.MAPPER.treeToValue(body, type);
    }

    private Object snapshot() {
        return snapshots.read(state.image(), term().members());
    }

    private Object diagnostics() {
        return diagnostics.read(state.image(), term().members());
    }

    private Term term() {
        Term term = loop.term();
        if (term == null) {
            throw new NotCoordinatorException("this agent is not the coordinator any more");
        }
        return term;
    }

    private EventsResponse events(@Nullable String query) {
        return new EventsResponse(EventsQuery.of(query).select(state.image().events()));
    }

    private static Reply.Api refusal(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof RefusedException refused) {
            return json(refused.status(), new ErrorBody(refused.problems()));
        }
        if (cause instanceof NotCoordinatorException moved) {
            throw moved;
        }
        LOG.error("a call failed", cause);
        return json(
                INTERNAL_ERROR,
                new ErrorBody(List.of(new Problem(
                        "internal_error",
                        String.valueOf(cause),
                        null,
                        "This is a bug of Orbit; its log tells more."))));
    }

    private static Reply.Api malformed(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        return json(
                BAD_REQUEST,
                new ErrorBody(List.of(new Problem(
                        "malformed_request",
                        "the body is not one JSON value" + where + ".",
                        null,
                        "Send what schemas/openapi.yaml describes."))));
    }

    private static Reply.Api json(int status, Object body) {
        try {
            return new Reply.Api(status, Json.MAPPER.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + body, e);
        }
    }
}
