// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.connect;

import dev.orbit.agent.source.connect.ConnectionFailure.Kind;
import java.io.Closeable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientRequest;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.HostResolver;
import org.apache.kafka.clients.ManualMetadataUpdater;
import org.apache.kafka.clients.MetadataRecoveryStrategy;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.memory.MemoryPool;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.ChannelState;
import org.apache.kafka.common.network.Selector;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one source broker: Kafka's network client, and why it failed. It connects and reconnects by itself,
 * with backoff, whenever {@link #isReady} is asked. Confined to one thread, but for {@link #wakeup}.
 */
public final class BrokerConnection implements Closeable {

    /**
     * How a connection is used.
     *
     * @param inFlightMax requests on the wire without an answer
     * @param receiveBufferBytes of the socket; -1: the platform's
     * @param memory that responses are received into
     */
    public record Tuning(int inFlightMax, int receiveBufferBytes, MemoryPool memory) {
        public static final Tuning PLAIN = pipelined(1);

        public static Tuning pipelined(int inFlightMax) {
            return new Tuning(inFlightMax, -1, MemoryPool.NONE);
        }
    }

    /**
     * No answer is larger. What is, is another protocol: the alert of a TLS listener, read as a size, would be 335 MiB.
     */
    private static final int RECEIVE_BYTES_MAX = 256 << 20;

    /** Most to ask for in one fetch: what fits with a large batch on top. */
    public static final int FETCH_BYTES_MAX = RECEIVE_BYTES_MAX / 2;

    private static final int ANSWER_TIMEOUT_MS = 30_000;
    private static final int CONNECT_TIMEOUT_MS = 5_000;
    private static final int RECONNECT_BACKOFF_MS = 50;
    private static final int RECONNECT_BACKOFF_MAX_MS = 1_000;
    private static final int IDLE_MAX_MS = 9 * 60_000;
    private static final int SEND_BUFFER_BYTES = -1;
    /** After a failure that only an operator can mend. */
    private static final long OPERATOR_BACKOFF_MS = 5_000;

    private enum Phase {
        NONE,
        CONNECTING,
        /** Not yet through with TLS, SASL and versions. */
        CONNECTED,
        READY
    }

    private final BrokerEndpoint broker;
    private final Node node;
    private final Metrics metrics = new Metrics();
    private final Selector selector;
    private final NetworkClient client;
    private final ApiVersions versions = new ApiVersions();
    private final Resolver resolver = new Resolver();

    private Phase phase = Phase.NONE;
    /** Something besides its versions, which a listener tells before it asks for a login. */
    private boolean answered;

    private boolean waitsToSend;
    private long notBeforeMs;
    private @Nullable ConnectionFailure failure;

    /** @throws KafkaException if the configuration is not usable, such as an unreadable key store */
    public BrokerConnection(SourceClientConfig config, BrokerEndpoint broker, Tuning tuning) {
        this.broker = broker;
        this.node = new Node(broker.id(), broker.host(), broker.port());
        LogContext log = new QuietLogContext();
        AdminClientConfig kafkaConfig = new AdminClientConfig(new HashMap<>(config.properties()));
        this.selector = new Selector(
                RECEIVE_BYTES_MAX,
                IDLE_MAX_MS,
                metrics,
                Time.SYSTEM,
                "orbit",
                Map.of(),
                false,
                false,
                ClientUtils.createChannelBuilder(kafkaConfig, Time.SYSTEM, log),
                tuning.memory(),
                log);
        this.client = new NetworkClient(
                new ManualMetadataUpdater(),
                null,
                selector,
                config.clientId(),
                tuning.inFlightMax(),
                RECONNECT_BACKOFF_MS,
                RECONNECT_BACKOFF_MAX_MS,
                SEND_BUFFER_BYTES,
                tuning.receiveBufferBytes(),
                ANSWER_TIMEOUT_MS,
                CONNECT_TIMEOUT_MS,
                CONNECT_TIMEOUT_MS,
                Time.SYSTEM,
                true,
                versions,
                null,
                log,
                resolver,
                null,
                Long.MAX_VALUE,
                MetadataRecoveryStrategy.NONE);
    }

    BrokerEndpoint broker() {
        return broker;
    }

    /** Whether a request can be sent now. Begins to connect if it is time to. */
    public boolean isReady() {
        long nowMs = Time.SYSTEM.milliseconds();
        boolean ready = nowMs >= notBeforeMs && connect(nowMs);
        waitsToSend = !ready;
        return ready;
    }

    private boolean connect(long nowMs) {
        boolean attempts = client.connectionDelay(node, nowMs) == 0;
        boolean ready = client.ready(node, nowMs);
        if (ready) {
            phase = Phase.READY;
        } else if (attempts && client.connectionFailed(node)) {
            fail(ConnectionFailure.of(resolver.takeFailure() ? Kind.UNKNOWN_HOST : Kind.NOT_CONNECTED, broker), nowMs);
        } else if (attempts) {
            phase = Phase.CONNECTING;
        }
        return ready;
    }

    /**
     * Sends; only when {@link #isReady}. The answer, or its failure, comes out of {@link #poll}.
     *
     * @return the correlation id that its answer bears
     */
    public int send(AbstractRequest.Builder<?> request, int answerTimeoutMs) {
        long nowMs = Time.SYSTEM.milliseconds();
        ClientRequest clientRequest =
                client.newClientRequest(node.idString(), request, nowMs, true, answerTimeoutMs, null);
        client.send(clientRequest, nowMs);
        return clientRequest.correlationId();
    }

    /** Whether the broker has told that nothing is to be sent for a while: a quota is used up. */
    public boolean isThrottled() {
        return client.throttleDelayMs(node, Time.SYSTEM.milliseconds()) > 0;
    }

    /** Reads and writes, for at most {@code timeoutMs} if there is nothing to do. */
    public List<ClientResponse> poll(long timeoutMs) {
        long nowMs = Time.SYSTEM.milliseconds();
        long waitMs = timeoutMs;
        if (waitsToSend) {
            long untilRetryMs = Math.max(client.pollDelayMs(node, nowMs), notBeforeMs - nowMs);
            waitMs = Math.min(timeoutMs, Math.max(1, untilRetryMs));
            waitsToSend = false;
        }
        List<ClientResponse> responses = client.poll(waitMs, nowMs);
        answered |= responses.stream().anyMatch(ClientResponse::hasResponse);
        observe(Time.SYSTEM.milliseconds());
        return responses;
    }

    /** Whether somebody took the connection, be it without a word since. */
    boolean isConnected() {
        return phase == Phase.CONNECTED || phase == Phase.READY;
    }

    /** The newest version of a request that both sides know; only when {@link #isReady}. */
    public short latestVersion(ApiKeys request) {
        return versions.get(node.idString()).latestUsableVersion(request);
    }

    /** Whether the broker knows this kind of request; only when it answered something. */
    boolean knows(ApiKeys request) {
        return versions.get(node.idString()).apiVersion(request) != null;
    }

    /** The failure since the last call of this; null if there was none. */
    @Nullable
    ConnectionFailure takeFailure() {
        ConnectionFailure taken = failure;
        failure = null;
        return taken;
    }

    /** Ends a {@link #poll} that waits, or the next one. From any thread. */
    public void wakeup() {
        client.wakeup();
    }

    @Override
    public void close() {
        client.close();
        metrics.close();
    }

    /** Finds out why, when a connection or an attempt at one has just ended. */
    private void observe(long nowMs) {
        if (phase == Phase.CONNECTING && selector.connected().contains(node.idString())) {
            phase = Phase.CONNECTED;
        }
        if (phase == Phase.NONE || !client.connectionFailed(node)) {
            return;
        }
        ChannelState state = selector.disconnected().get(node.idString());
        AuthenticationException exception = client.authenticationException(node);
        if (state == null) {
            // The client itself gave up; that is not among what the selector saw.
            fail(
                    ConnectionFailure.of(
                            phase == Phase.CONNECTING ? Kind.CONNECT_TIMEOUT : Kind.ANSWER_TIMEOUT, broker),
                    nowMs);
        } else if (exception != null) {
            fail(ConnectionFailure.of(broker, exception), nowMs);
        } else if (state.state() == ChannelState.State.EXPIRED) {
            phase = Phase.NONE;
        } else {
            fail(ConnectionFailure.of(explain(state), broker), nowMs);
        }
    }

    private Kind explain(ChannelState state) {
        return switch (state.state()) {
            case NOT_CONNECTED -> Kind.NOT_CONNECTED;
            case AUTHENTICATE -> Kind.CLOSED_IN_HANDSHAKE;
            default -> answered ? Kind.CLOSED : Kind.CLOSED_BEFORE_ANSWER;
        };
    }

    private void fail(ConnectionFailure reason, long nowMs) {
        failure = reason;
        phase = Phase.NONE;
        answered = false;
        notBeforeMs = reason.isForOperator() ? nowMs + OPERATOR_BACKOFF_MS : nowMs;
    }

    /** Kafka's, and it remembers that a name was unknown. */
    private static final class Resolver implements HostResolver {

        private boolean failed;

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            try {
                return InetAddress.getAllByName(host);
            } catch (UnknownHostException e) {
                failed = true;
                throw e;
            }
        }

        boolean takeFailure() {
            boolean taken = failed;
            failed = false;
            return taken;
        }
    }
}
