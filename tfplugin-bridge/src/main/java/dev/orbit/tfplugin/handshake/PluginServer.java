// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.handshake;

import dev.orbit.tfplugin.resource.Provider;
import dev.orbit.tfplugin.server.ProviderServer;
import dev.orbit.tfplugin.wire.Connections;
import dev.orbit.tfplugin.wire.ProviderService;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A provider served on a port of this machine's loopback interface. */
public final class PluginServer implements AutoCloseable {

    /** {@link HandshakeLine#HOST}: Java's own loopback address may be that of IPv6. */
    private static final byte[] HOST = {127, 0, 0, 1};

    private static final int MESSAGE_BYTES_MAX = 256 << 20;
    private static final int END_OF_CALLS_MS = 1_000;

    static {
        NettyLog.toJdk();
    }

    private final CountDownLatch shutdownRequested = new CountDownLatch(1);
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    /** One thread per call: a call may wait for minutes, and how many there are at once is Terraform's -parallelism. */
    private final ExecutorService calls = Executors.newCachedThreadPool(PluginServer::daemon);

    private final Server server;

    private PluginServer(Supplier<Provider> providers, @Nullable Supplier<SslContext> tls) throws IOException {
        Connections connections = new Connections(() -> new ProviderServer(providers.get()));
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getByAddress(HOST), 0))
                .bossEventLoopGroup(loops)
                .workerEventLoopGroup(loops)
                .channelType(NioServerSocketChannel.class)
                .executor(calls)
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .addTransportFilter(connections.filter())
                .intercept(connections.interceptor())
                .addService(new ProviderService(Connections::current))
                .addService(new ControllerService(shutdownRequested::countDown))
                .addService(new StdioService())
                .addService(new BrokerService())
                .addService(new HealthService());
        if (tls != null) {
            builder.sslContext(tls.get());
        }
        server = builder.build().start();
    }

    /**
     * @param providers makes one for each connection
     * @param tls asked late, so that making it may go on meanwhile
     */
    static PluginServer start(Supplier<Provider> providers, Supplier<SslContext> tls) throws IOException {
        return new PluginServer(providers, tls);
    }

    /** Serves without TLS, for a host that is told the address by other means than the handshake. */
    public static PluginServer startPlaintext(Supplier<Provider> providers) throws IOException {
        return new PluginServer(providers, null);
    }

    public int port() {
        return server.getPort();
    }

    /** Returns once the host has asked for the end. */
    void awaitShutdownRequest() throws InterruptedException {
        shutdownRequested.await();
    }

    /** Lets the calls that are under way be answered, for a moment, and stops. */
    @Override
    public void close() {
        server.shutdown();
        try {
            server.awaitTermination(END_OF_CALLS_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.shutdownNow();
        calls.shutdown();
        Future<?> unused = loops.shutdownGracefully(0, END_OF_CALLS_MS, TimeUnit.MILLISECONDS);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "orbit-provider-call");
        thread.setDaemon(true);
        return thread;
    }
}
