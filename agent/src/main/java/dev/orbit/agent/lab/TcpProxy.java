// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Stands before a server on this machine and lets connections through, until it is told otherwise. Both ports are on the
 * loopback address. Thread-safe; three threads per connection.
 */
public final class TcpProxy implements AutoCloseable {

    private static final int BUFFER_BYTES = 16 << 10;
    private static final int NO_LIMIT = 0;
    /** Buffers on the way of one connection. */
    private static final int LATE_MAX = 4_096;

    private final int targetPort;
    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Allowance inward = new Allowance();
    private final Allowance outward = new Allowance();
    private boolean refuses;
    private boolean stalls;
    private int bytesPerSecond = NO_LIMIT;
    private volatile int delayMs;
    private boolean closed;

    private TcpProxy(ServerSocket listening, int targetPort) {
        this.listening = listening;
        this.targetPort = targetPort;
    }

    /** Listens on a port, for the server on another one, which need not run yet. */
    public static TcpProxy start(int port, int targetPort) {
        try {
            ServerSocket listening = new ServerSocket();
            listening.setReuseAddress(true);
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            TcpProxy proxy = new TcpProxy(listening, targetPort);
            daemon("proxy-" + port, proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on port " + port + ".", e);
        }
    }

    /** Closes all connections, and new ones as soon as they are made, until it is {@link #heal}ed. */
    public void cut() {
        change(() -> refuses = true);
        open.forEach(TcpProxy::closeQuietly);
    }

    /** Lets nothing through, until it is healed; connections stay open, and new ones are made. */
    public void stall() {
        change(() -> stalls = true);
    }

    /**
     * Lets little through, until it is healed.
     *
     * @param limitBytesPerSecond each way, over all connections; at least 1
     */
    public void throttle(int limitBytesPerSecond) {
        change(() -> bytesPerSecond = limitBytesPerSecond);
    }

    /**
     * Has what goes to the server be late, as over a long way, until it is healed; answers are not. However much is on
     * the way at once, each byte is late by this much.
     *
     * @param ms at least 1
     */
    public void delay(int ms) {
        change(() -> delayMs = ms);
    }

    /** Lets everything through again. */
    public void heal() {
        change(() -> {
            refuses = false;
            stalls = false;
            bytesPerSecond = NO_LIMIT;
            delayMs = 0;
        });
    }

    private synchronized void change(Runnable what) {
        what.run();
        notifyAll();
    }

    @Override
    public void close() {
        change(() -> closed = true);
        try {
            listening.close();
        } catch (IOException e) {
            // it listens no more
        }
        open.forEach(TcpProxy::closeQuietly);
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                connect(listening.accept());
            } catch (IOException e) {
                // closed, or the client went away at once
            }
        }
    }

    private void connect(Socket client) throws IOException {
        if (refusesNow()) {
            closeQuietly(client);
            return;
        }
        Socket server = new Socket();
        open.add(client);
        open.add(server);
        try {
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort));
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        } catch (IOException e) {
            end(client, server);
            return;
        }
        // one that was being made when the others were cut
        if (refusesNow()) {
            end(client, server);
            return;
        }
        BlockingQueue<Late> onTheWay = new LinkedBlockingQueue<>(LATE_MAX);
        daemon("proxy-in", () -> takeIn(client, server, onTheWay));
        daemon("proxy-late", () -> bringLate(client, server, onTheWay));
        daemon("proxy-out", () -> pump(server, client, outward));
    }

    /** What came from a client, and when it is to arrive; without bytes: the client's end. */
    private record Late(ByteBuffer bytes, long arrivesNanos) {}

    private void takeIn(Socket client, Socket server, BlockingQueue<Late> onTheWay) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = client.getInputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                passGate(count, inward);
                long arrivesNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMs);
                onTheWay.put(new Late(ByteBuffer.wrap(Arrays.copyOf(buffer, count)), arrivesNanos));
            }
            onTheWay.put(new Late(ByteBuffer.allocate(0), System.nanoTime()));
        } catch (IOException e) {
            // one end has gone, and so does the other
            end(client, server);
            onTheWay.clear();
            onTheWay.offer(new Late(ByteBuffer.allocate(0), System.nanoTime()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void bringLate(Socket client, Socket server, BlockingQueue<Late> onTheWay) {
        try {
            OutputStream out = server.getOutputStream();
            for (Late late = onTheWay.take(); late.bytes().hasRemaining(); late = onTheWay.take()) {
                TimeUnit.NANOSECONDS.sleep(late.arrivesNanos() - System.nanoTime());
                out.write(late.bytes().array());
            }
        } catch (IOException e) {
            // one end has gone, and so does the other
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end(client, server);
            onTheWay.clear();
        }
    }

    private void pump(Socket from, Socket to, Allowance allowance) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int count = in.read(buffer);
            while (count >= 0) {
                passGate(count, allowance);
                out.write(buffer, 0, count);
                count = in.read(buffer);
            }
        } catch (IOException e) {
            // one end has gone, and so does the other
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end(from, to);
        }
    }

    private synchronized void passGate(int bytes, Allowance allowance) throws InterruptedException {
        long nowNanos = System.nanoTime();
        long goesAtNanos = bytesPerSecond == NO_LIMIT ? nowNanos : allowance.take(bytes, bytesPerSecond, nowNanos);
        while (!closed && (stalls || (bytesPerSecond != NO_LIMIT && goesAtNanos - System.nanoTime() > 0))) {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(goesAtNanos - System.nanoTime());
            if (stalls) {
                wait();
            } else {
                wait(Math.max(1, leftMs));
            }
        }
    }

    private synchronized boolean refusesNow() {
        return refuses || closed;
    }

    private void end(Socket one, Socket other) {
        closeQuietly(one);
        closeQuietly(other);
        open.remove(one);
        open.remove(other);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is of no use any more
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** When the next bytes may go one way. */
    private static final class Allowance {

        private long freeAtNanos = System.nanoTime();

        /** Returns when these may have gone. */
        long take(int bytes, int bytesPerSecond, long nowNanos) {
            long beginsNanos = freeAtNanos - nowNanos > 0 ? freeAtNanos : nowNanos;
            freeAtNanos = beginsNanos + TimeUnit.SECONDS.toNanos(bytes) / bytesPerSecond;
            return freeAtNanos;
        }
    }
}
