// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.handshake;

import dev.orbit.proto.goplugin.Empty;
import dev.orbit.proto.goplugin.GRPCControllerGrpc;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Terraform's side of the handshake: starts a plugin, connects to it with mutual TLS, and ends it. */
public final class PluginHost implements AutoCloseable {

    private static final int TIMEOUT_S = 60;

    static {
        NettyLog.toJdk();
    }

    private final Process process;
    private final ManagedChannel channel;

    private final Duration readyAfter;

    private PluginHost(Process process, Duration readyAfter, ManagedChannel channel) {
        this.process = process;
        this.readyAfter = readyAfter;
        this.channel = channel;
    }

    /**
     * Starts a plugin.
     *
     * @param environment for the plugin, besides this process's own
     * @throws IOException when it does not answer as a plugin does; with what it said instead
     */
    public static PluginHost start(Path executable, Map<String, String> environment) throws IOException {
        ServerIdentity identity = ServerIdentity.create();
        Path errors = Files.createTempFile("orbit-provider-", ".log");
        ProcessBuilder builder = new ProcessBuilder(executable.toString()).redirectError(errors.toFile());
        builder.environment().putAll(HostRequest.environment(identity.certificate()));
        builder.environment().putAll(environment);
        long startNanos = System.nanoTime();
        Process process = builder.start();
        try {
            HandshakeLine line = HandshakeLine.parse(firstLine(process));
            Duration readyAfter = Duration.ofNanos(System.nanoTime() - startNanos);
            return new PluginHost(process, readyAfter, channel(line, identity));
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw new IOException(
                    executable + " does not answer as a plugin: " + e.getMessage() + "\n" + Files.readString(errors),
                    e);
        } finally {
            Files.delete(errors);
        }
    }

    private static String firstLine(Process process) throws IOException {
        BufferedReader stdout = process.inputReader(StandardCharsets.UTF_8);
        try {
            return CompletableFuture.supplyAsync(
                            () -> stdout.lines().findFirst().orElse("nothing"))
                    .get(TIMEOUT_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("no line within " + TIMEOUT_S + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    static ManagedChannel channel(HandshakeLine line, ServerIdentity identity) throws IOException {
        X509Certificate certificate = line.certificate();
        if (certificate == null) {
            throw new IOException("it offers no TLS");
        }
        return NettyChannelBuilder.forAddress(HandshakeLine.HOST, line.port())
                .overrideAuthority(ServerIdentity.HOST)
                .sslContext(MutualTls.clientContext(identity, certificate))
                .build();
    }

    public Channel channel() {
        return channel;
    }

    /** How long the plugin took from the start of its process until it said where it serves. */
    public Duration readyAfter() {
        return readyAfter;
    }

    /** Asks the plugin to end, and waits until it has. */
    @Override
    public void close() throws IOException {
        try {
            Empty unused = GRPCControllerGrpc.newBlockingStub(channel).shutdown(Empty.getDefaultInstance());
            channel.shutdownNow();
            if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
                throw new IOException("the plugin does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            channel.shutdownNow();
            process.destroyForcibly();
        }
    }
}
