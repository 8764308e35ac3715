// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.client;

import dev.orbit.schemas.AbortRequest;
import dev.orbit.schemas.AbortResponse;
import dev.orbit.schemas.ChangesRequest;
import dev.orbit.schemas.ChangesResponse;
import dev.orbit.schemas.DiagnosticsResponse;
import dev.orbit.schemas.EventsResponse;
import dev.orbit.schemas.FailoverRequest;
import dev.orbit.schemas.FailoverResponse;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.InitiateResponse;
import dev.orbit.schemas.ResyncRequest;
import dev.orbit.schemas.ResyncResponse;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.ValidateRequest;
import dev.orbit.schemas.ValidateResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * {@link AgentClient} over HTTP. Thread-safe; holds no thread and no connection that keeps a process alive.
 *
 * <p>Calls that change nothing (the snapshot and dry runs) are repeated a bounded number of times when the agents answer
 * 503 or the connection breaks. A call that changes something is sent once: when its answer is lost, so is the knowledge
 * whether it was carried out, and the error says so.
 */
public final class HttpAgentClient implements AgentClient {

    private final Endpoint endpoint;
    private final TlsFiles files;
    private final ClientSettings settings;
    private final OkHttpClient http;
    private final Answers answers;
    private final Set<Call> reads = ConcurrentHashMap.newKeySet();
    private volatile boolean hasStoppedReading;

    /**
     * @param endpoint such as {@code http://127.0.0.1:8080}
     * @param token the bearer token; null: none is sent
     * @param files for an {@code https://} endpoint; with another one nothing is read of them
     * @throws AgentException when the endpoint is no such URL, the token would cross a network in the clear, or a file
     *     cannot be used
     */
    public HttpAgentClient(String endpoint, @Nullable String token, TlsFiles files) {
        this(endpoint, token, files, ClientSettings.DEFAULTS);
    }

    HttpAgentClient(String endpoint, @Nullable String token, TlsFiles files, ClientSettings settings) {
        this.endpoint = Endpoint.of(endpoint, token);
        this.files = files;
        this.settings = settings;
        this.answers = new Answers(this.endpoint);
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .connectTimeout(Duration.ofMillis(settings.connectTimeoutMs()))
                .readTimeout(Duration.ZERO)
                .callTimeout(Duration.ofMillis(settings.callTimeoutMs()))
                .followRedirects(false)
                .socketFactory(new PromptSockets())
                // what may be repeated, and how often, is decided here
                .retryOnConnectionFailure(false);
        if (this.endpoint.isHttps()) {
            ClientTls.use(files, builder);
        }
        this.http = builder.build();
    }

    @Override
    public Snapshot snapshot() {
        return call(endpoint.get("v1/snapshot"), Snapshot.class, true);
    }

    @Override
    public EventsResponse events(List<String> topics, @Nullable Integer limit) {
        List<String> limits = limit == null ? List.of() : List.of(limit.toString());
        return call(endpoint.get("v1/events", Map.of("topic", topics, "limit", limits)), EventsResponse.class, true);
    }

    @Override
    public DiagnosticsResponse diagnostics() {
        return call(endpoint.get("v1/diagnostics"), DiagnosticsResponse.class, true);
    }

    @Override
    public ChangesResponse change(ChangesRequest request) {
        return call(endpoint.post("v1/changes", request), ChangesResponse.class, request.dryRun());
    }

    @Override
    public ValidateResponse validate(ValidateRequest request) {
        return call(endpoint.post("v1/links/validate", request), ValidateResponse.class, true);
    }

    @Override
    public InitiateResponse initiate(InitiateRequest request) {
        return call(endpoint.post("v1/migrations/initiate", request), InitiateResponse.class, request.dryRun());
    }

    @Override
    public AbortResponse abort(AbortRequest request) {
        return call(endpoint.post("v1/migrations/abort", request), AbortResponse.class, false);
    }

    @Override
    public ResyncResponse resync(ResyncRequest request) {
        return call(endpoint.post("v1/topics/resync", request), ResyncResponse.class, request.dryRun());
    }

    @Override
    public FailoverResponse failover(FailoverRequest request) {
        return call(endpoint.post("v1/topics/failover", request), FailoverResponse.class, request.dryRun());
    }

    private <T> T call(Request request, Class<T> type, boolean readOnly) {
        int attempt = 1;
        while (true) {
            try {
                return attempt(request, type, readOnly);
            } catch (AgentException e) {
                if (!readOnly || attempt >= settings.readAttemptsMax() || !isTransient(e)) {
                    throw e;
                }
                pause((long) settings.retryDelayMs() << (attempt - 1), e);
                attempt++;
            }
        }
    }

    /** A refused connection or an unknown host will not mend itself while a person waits; a broken connection may. */
    private static boolean isTransient(AgentException e) {
        boolean broken = e.problems().get(0).code().equals(Unreachable.CONNECTION_BROKEN);
        return e.status() == 503 || (e.status() == AgentException.NO_STATUS && broken);
    }

    private static void pause(long delayMs, AgentException pending) {
        try {
            Thread.sleep(delayMs);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw pending;
        }
    }

    @Override
    public void stopReading() {
        hasStoppedReading = true;
        reads.forEach(Call::cancel);
    }

    private <T> T attempt(Request request, Class<T> type, boolean readOnly) {
        Call call = http.newCall(request);
        try {
            return readOnly ? read(call, type) : execute(call, type, false);
        } finally {
            reads.remove(call);
        }
    }

    /** It is among the reads before it looks whether to stop, so that one of the two sees the other. */
    private <T> T read(Call call, Class<T> type) {
        reads.add(call);
        if (hasStoppedReading) {
            call.cancel();
        }
        return execute(call, type, true);
    }

    private <T> T execute(Call call, Class<T> type, boolean readOnly) {
        try (Response response = call.execute()) {
            return answers.read(response.code(), response.header("Content-Type"), body(response), type);
        } catch (IOException e) {
            Unreachable unreachable = new Unreachable(endpoint, files, settings, readOnly);
            throw readOnly && hasStoppedReading ? unreachable.interrupted(e) : unreachable.because(e);
        } catch (Exception e) {
            // OkHttp is Kotlin and throws it undeclared when interrupted while connecting
            if (!(e instanceof InterruptedException)) {
                throw e;
            }
            Thread.currentThread().interrupt();
            throw new Unreachable(endpoint, files, settings, readOnly).because(new InterruptedIOException());
        }
    }

    private byte[] body(Response response) throws IOException {
        ResponseBody body = response.body();
        BufferedSource source = body.source();
        if (source.request(settings.answerBytesMax() + 1)) {
            throw new AgentException(response.code(), answers.tooLong(settings.answerBytesMax()));
        }
        Buffer read = source.getBuffer();
        return read.readByteArray();
    }
}
