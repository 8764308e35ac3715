// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.orbit.agent.api.Access.Right;
import dev.orbit.agent.api.ConsolePages.Page;
import dev.orbit.agent.command.Reply;
import dev.orbit.agent.metrics.MetricsPage;
import dev.orbit.schemas.ErrorBody;
import dev.orbit.schemas.Json;
import dev.orbit.schemas.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the HTTP API, and the console, on the JDK's own server. A POST must say that it is JSON, and a request must name a
 * loopback host unless TLS and a token or a certificate stand before it: so no web page but the console can talk to it
 * through a browser.
 */
public final class ApiServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
    private static final String METRICS = "/metrics";
    private static final String HEALTH = "/v1/health";
    /** A page takes nothing from elsewhere, and is put into no other. */
    private static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /** At once; each takes at most a thread, and those that are about to end theirs besides. */
    static final int CONNECTIONS_MAX = 256;

    private static final Duration ANSWER_READ_WITHIN = Duration.ofSeconds(60);

    private static final int OWN_THREADS = 8;
    private static final int OWN_THREADS_MAX = CONNECTIONS_MAX + 64;
    private static final int CALL_THREADS = 8;
    private static final int QUEUE_MAX = 64;
    private static final int NO_BODY = -1;
    private static final int BODY_BYTES_MAX = 4 << 20;
    private static final int DRAIN_BYTES_MAX = 64 << 20;
    private static final int DRAIN_CHUNK_BYTES = 64 << 10;

    static {
        // Header and body of an answer are written one after the other: the body would wait for the header's
        // acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        // in seconds: who sends half a request takes no thread for good
        System.setProperty("sun.net.httpserver.maxReqTime", "60");
        // of whoever is gone in the middle of an answer: longer than a call and AnswerWatch take together
        System.setProperty("sun.net.httpserver.maxRspTime", "300");
        System.setProperty("jdk.httpserver.maxConnections", Integer.toString(CONNECTIONS_MAX));
    }

    private final HttpServer server;
    private final ConsolePages console = ConsolePages.load();

    /**
     * For handshakes, heads of requests, and what this agent answers alone, at once: as many as there are connections, for
     * whoever reaches the port may begin and not go on.
     */
    private final ExecutorService own;

    /** For calls to the coordinator, which may take minutes. */
    private final ExecutorService calling;

    private final AnswerWatch watch;
    private final Access access;
    private final CoordinatorCalls calls;
    private final MetricsPage metrics;

    /**
     * Listens.
     *
     * @param address port 0: a free one
     * @param tls null: plain HTTP
     * @throws IOException when the port is taken
     */
    public ApiServer(
            InetSocketAddress address, @Nullable ApiTls tls, Access access, CoordinatorCalls calls, MetricsPage metrics)
            throws IOException {
        this(address, tls, access, calls, metrics, ANSWER_READ_WITHIN);
    }

    /** The same with another patience with those who read no answer. */
    ApiServer(
            InetSocketAddress address,
            @Nullable ApiTls tls,
            Access access,
            CoordinatorCalls calls,
            MetricsPage metrics,
            Duration answerReadWithin)
            throws IOException {
        try {
            this.server = tls == null ? HttpServer.create(address, 0) : secured(address, tls);
        } catch (BindException e) {
            throw new IOException(
                    "the HTTP API cannot listen on " + address.getHostString() + ":" + address.getPort() + ": "
                            + e.getMessage() + ". Choose another orbit.api.port (--api-port).",
                    e);
        }
        this.access = access;
        this.calls = calls;
        this.metrics = metrics;
        this.watch = new AnswerWatch(answerReadWithin);
        this.own = threads("orbit-api", OWN_THREADS, OWN_THREADS_MAX, new SynchronousQueue<>());
        this.calling = threads("orbit-api-calls", CALL_THREADS, CALL_THREADS, new LinkedBlockingQueue<>(QUEUE_MAX));
        server.setExecutor(own);
        server.createContext("/", this::serve);
    }

    private static HttpServer secured(InetSocketAddress address, ApiTls tls) throws IOException {
        HttpsServer secured = HttpsServer.create(address, 0);
        secured.setHttpsConfigurator(new HttpsConfigurator(tls.context()));
        return secured;
    }

    private static ExecutorService threads(String name, int min, int max, BlockingQueue<Runnable> waiting) {
        return new ThreadPoolExecutor(min, max, 1, TimeUnit.MINUTES, waiting, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    public void start() {
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** Whether an agent is well is asked just when calls hang; and what is refused takes no thread of those that may call. */
    private void serve(HttpExchange exchange) throws IOException {
        if (isOwn(exchange) || denial(exchange, right(exchange)).isPresent()) {
            respond(exchange, answer(exchange));
            return;
        }
        try {
            calling.execute(() -> call(exchange));
        } catch (RejectedExecutionException e) {
            respond(exchange, Answer.json(CoordinatorCalls.tooMany()));
        }
    }

    private boolean isOwn(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        return path.equals(METRICS)
                || console.at(path).isPresent()
                || (path.equals(HEALTH) && exchange.getRequestMethod().equals("GET"));
    }

    private void call(HttpExchange exchange) {
        try {
            respond(exchange, answer(exchange));
        } catch (IOException e) {
            LOG.debug("{} {}: its caller is gone", exchange.getRequestMethod(), exchange.getRequestURI(), e);
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        try {
            return answered(exchange);
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), e);
            return Answer.json(
                    refusal(500, "internal_error", String.valueOf(e), "This is a bug of Orbit; its log tells more."));
        }
    }

    private void respond(HttpExchange exchange, Answer answer) throws IOException {
        AnswerWatch.Watched watched = watch.begin();
        try {
            send(exchange, answer);
        } finally {
            watched.end();
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            exchange.getResponseHeaders().set("Content-Security-Policy", CONTENT_POLICY);
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(answer.status(), NO_BODY);
                return;
            }
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private record Answer(int status, String contentType, String body) {
        static Answer json(Reply.Api reply) {
            return new Answer(reply.status(), "application/json", reply.body());
        }
    }

    private Answer answered(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getPath();
        if (path.equals(HEALTH) && method.equals("GET")) {
            return Answer.json(calls.health());
        }
        Optional<Page> page = console.at(path);
        if (page.isPresent()) {
            return console(page.get(), method, path);
        }
        Optional<Reply.Api> denied = denial(exchange, right(exchange));
        if (denied.isPresent()) {
            return Answer.json(denied.get());
        }
        return path.equals(METRICS) ? metrics(exchange, method) : Answer.json(call(exchange, method, path));
    }

    /** What a call needs at least: whether a POST only tries out is seen once it is read. */
    private static Right right(HttpExchange exchange) {
        return switch (exchange.getRequestMethod()) {
            case "GET" -> Right.READ;
            case "POST" -> Right.TRY_OUT;
            default -> Right.WRITE;
        };
    }

    private static Answer console(Page page, String method, String path) {
        return method.equals("GET") || method.equals("HEAD")
                ? new Answer(200, page.contentType(), page.body())
                : Answer.json(onlyGet(method, path));
    }

    private static Reply.Api onlyGet(String method, String path) {
        return refusal(405, "wrong_method", path + " is not for " + method + ".", "Use GET.");
    }

    private Optional<Reply.Api> denial(HttpExchange exchange, Right right) {
        return access.denial(
                right,
                exchange.getRequestHeaders().getFirst("Host"),
                exchange.getRequestHeaders().getFirst("Authorization"));
    }

    /** Of this agent alone: whoever wants all agents' asks each. */
    private Answer metrics(HttpExchange exchange, String method) {
        if (!method.equals("GET")) {
            return Answer.json(onlyGet(method, METRICS));
        }
        MetricsPage.Page page = metrics.read(exchange.getRequestHeaders().getFirst("Accept"));
        return new Answer(200, page.contentType(), page.body());
    }

    private Reply.Api call(HttpExchange exchange, String method, String path) throws IOException {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (method.equals("POST")
                && (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json"))) {
            return refusal(415, "unsupported_media_type", "Content-Type is " + type + ".", "Send application/json.");
        }
        byte[] body = read(exchange.getRequestBody());
        if (body.length > BODY_BYTES_MAX) {
            drain(exchange.getRequestBody());
            return refusal(
                    413,
                    "body_too_large",
                    "the body is larger than " + BODY_BYTES_MAX + " bytes.",
                    "Send less at once.");
        }
        String request = new String(body, StandardCharsets.UTF_8);
        boolean changes = method.equals("POST") && !TriedOut.isOnly(path, request);
        Optional<Reply.Api> denied = changes ? denial(exchange, Right.WRITE) : Optional.empty();
        String query = exchange.getRequestURI().getRawQuery();
        return denied.isPresent() ? denied.get() : calls.call(method, path, request, query);
    }

    private static byte[] read(InputStream in) throws IOException {
        return in.readNBytes(BODY_BYTES_MAX + 1);
    }

    /** A connection that is closed on a client that still sends is reset, and the client never sees the answer. */
    private static void drain(InputStream in) throws IOException {
        byte[] rest = new byte[DRAIN_CHUNK_BYTES];
        long left = DRAIN_BYTES_MAX;
        for (int read = in.read(rest); read >= 0 && left > 0; read = in.read(rest)) {
            left -= read;
        }
    }

    static Reply.Api refusal(int status, String code, String message, String remedy) {
        try {
            return new Reply.Api(
                    status,
                    Json.MAPPER.writeValueAsString(new ErrorBody(List.of(new Problem(code, message, null, remedy)))));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException("cannot write a problem", e);
        }
    }

    @Override
    public void close() {
        // first whoever still sends: the server would wait for them
        own.shutdownNow();
        calling.shutdownNow();
        server.stop(0);
        watch.close();
    }
}
