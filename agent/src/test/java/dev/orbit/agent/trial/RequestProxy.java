// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.trial;

import static org.awaitility.Awaitility.await;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.requests.RequestHeader;

/**
 * Stands before brokers without security and hands their clients' requests on, one by one; holds those that a test picks
 * until they are released, and with each what follows on its connection; or loses them. Thread-safe.
 */
public final class RequestProxy implements AutoCloseable {

    /** Behind the key, the version and the number of the request. */
    private static final int CLIENT_ID_AT = 8;

    private static final Predicate<ByteBuffer> NONE = request -> false;

    private final List<ServerSocket> doors = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private Predicate<ByteBuffer> held = NONE;
    private Predicate<ByteBuffer> lost = NONE;
    private Predicate<ByteBuffer> unanswered = NONE;
    /** By connection: the client that made it, and what it has asked for. */
    private final Map<Socket, Asked> asked = new ConcurrentHashMap<>();

    private volatile Consumer<FetchRequestData> onFetch = fetch -> {};
    private int holding;
    private int lostCount;

    private RequestProxy() {}

    /** What a client asked for over one connection. */
    public record Asked(String clientId, Set<ApiKeys> requests) {}

    /** All connections over which something was asked so far, those that are over too. */
    public List<Asked> asked() {
        return List.copyOf(asked.values());
    }

    /** What was asked before counts no more. */
    public void forgetAsked() {
        asked.clear();
    }

    private void note(Socket client, ByteBuffer request) {
        int length = request.getShort(CLIENT_ID_AT);
        String clientId = length < 0
                ? ""
                : StandardCharsets.UTF_8
                        .decode(request.slice(CLIENT_ID_AT + Short.BYTES, length))
                        .toString();
        asked.computeIfAbsent(client, unused -> new Asked(clientId, ConcurrentHashMap.newKeySet()))
                .requests()
                .add(ApiKeys.forId(request.getShort(0)));
        if (request.getShort(0) == ApiKeys.FETCH.id) {
            ByteBuffer fetch = request.duplicate();
            short version = RequestHeader.parse(fetch).apiVersion();
            onFetch.accept(new FetchRequestData(new ByteBufferAccessor(fetch), version));
        }
    }

    /** Tells every fetch from now on, on the threads of the connections. */
    public void onFetch(Consumer<FetchRequestData> listener) {
        onFetch = listener;
    }

    /** One that stands before no broker yet. */
    public static RequestProxy create() {
        return new RequestProxy();
    }

    /** Listens on a port of this machine, for the broker on another one, which need not run yet. */
    public void listen(int port, int targetPort) {
        try {
            ServerSocket listening = new ServerSocket();
            listening.setReuseAddress(true);
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            doors.add(listening);
            daemon(() -> accept(listening, targetPort));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on produces do not reach the broker, until they are released. */
    public void holdProduces() {
        hold(request -> true);
    }

    /** Those that have this in a record that is not compressed get lost, and their connections break, until the release. */
    public synchronized void loseProducesWith(String text) {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        lost = produces(request -> contains(request, wanted));
        lostCount = 0;
    }

    /** Those reach the broker, and their answers get lost: with them their connections break, until the release. */
    public synchronized void loseAnswersToProducesWith(String text) {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        unanswered = produces(request -> contains(request, wanted));
        lostCount = 0;
    }

    /** Waits until so many got lost, they or their answers. */
    public void awaitLost(int count) {
        await(count + " lost").atMost(Trial.WITHIN).until(() -> lostCount() >= count);
    }

    private synchronized int lostCount() {
        return lostCount;
    }

    /** Those do not which have this in a record that is not compressed. */
    public void holdProducesWith(String text) {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        hold(request -> contains(request, wanted));
    }

    private synchronized void hold(Predicate<ByteBuffer> which) {
        held = produces(which);
    }

    private static Predicate<ByteBuffer> produces(Predicate<ByteBuffer> which) {
        return request -> request.getShort(0) == ApiKeys.PRODUCE.id && which.test(request);
    }

    private synchronized boolean isLost(ByteBuffer request) {
        return counted(lost.test(request));
    }

    private synchronized boolean isUnanswered(ByteBuffer request) {
        return counted(unanswered.test(request));
    }

    private boolean counted(boolean isLost) {
        lostCount += isLost ? 1 : 0;
        return isLost;
    }

    private static boolean contains(ByteBuffer request, byte[] wanted) {
        for (int at = 0; at + wanted.length <= request.limit(); at++) {
            if (request.slice(at, wanted.length).equals(ByteBuffer.wrap(wanted))) {
                return true;
            }
        }
        return false;
    }

    /** Hands on what is held, and holds and loses nothing any more. */
    public synchronized void release() {
        held = NONE;
        lost = NONE;
        unanswered = NONE;
        notifyAll();
    }

    /** Waits until a request is held. */
    public void awaitHeld() {
        await("a held request").atMost(Trial.WITHIN).until(() -> holding() > 0);
    }

    private synchronized int holding() {
        return holding;
    }

    private synchronized void awaitRelease(ByteBuffer request) throws InterruptedException {
        if (held.test(request)) {
            holding++;
            try {
                while (held.test(request)) {
                    wait();
                }
            } finally {
                holding--;
            }
        }
    }

    private void accept(ServerSocket listening, int targetPort) {
        while (!listening.isClosed()) {
            try {
                connect(listening.accept(), targetPort);
            } catch (IOException e) {
                // closed, or the client went away at once
            }
        }
    }

    private void connect(Socket client, int targetPort) {
        Socket server = new Socket();
        open.add(client);
        open.add(server);
        try {
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort));
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            AtomicBoolean losesAnswers = new AtomicBoolean();
            daemon(() -> requests(client, server, losesAnswers));
            daemon(() -> answers(server, client, losesAnswers));
        } catch (IOException e) {
            end(client, server);
        }
    }

    private void requests(Socket client, Socket server, AtomicBoolean losesAnswers) {
        try {
            DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
            DataOutputStream out = new DataOutputStream(server.getOutputStream());
            while (true) {
                ByteBuffer framed = ByteBuffer.allocate(Integer.BYTES + in.readInt());
                framed.putInt(0, framed.capacity() - Integer.BYTES);
                in.readFully(framed.array(), Integer.BYTES, framed.capacity() - Integer.BYTES);
                ByteBuffer request = framed.slice(Integer.BYTES, framed.capacity() - Integer.BYTES);
                note(client, request);
                awaitRelease(request);
                if (isLost(request)) {
                    return;
                }
                if (isUnanswered(request)) {
                    losesAnswers.set(true);
                }
                out.write(framed.array());
            }
        } catch (IOException e) {
            // one end has gone, and so does the other
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end(client, server);
        }
    }

    private void answers(Socket server, Socket client, AtomicBoolean losesAnswers) {
        byte[] some = new byte[64 << 10];
        try {
            int count = server.getInputStream().read(some);
            while (count >= 0 && !losesAnswers.get()) {
                client.getOutputStream().write(some, 0, count);
                count = server.getInputStream().read(some);
            }
        } catch (IOException e) {
            // one end has gone, and so does the other
        } finally {
            end(client, server);
        }
    }

    private void end(Socket one, Socket other) {
        closeQuietly(one);
        closeQuietly(other);
        open.remove(one);
        open.remove(other);
    }

    private static void closeQuietly(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is of no use any more
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "request-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        release();
        doors.forEach(RequestProxy::closeQuietly);
        open.forEach(RequestProxy::closeQuietly);
    }
}
