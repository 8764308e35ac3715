// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.handshake;

import dev.orbit.proto.goplugin.Empty;
import dev.orbit.proto.goplugin.GRPCControllerGrpc;
import dev.orbit.tfplugin.resource.Provider;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Terraform's side of the handshake towards a plugin in this very process: its whole life, from start to shutdown. */
public final class InnerHost {

    private InnerHost() {}

    /** Serves the provider, makes the calls, and has it shut down. */
    public static void run(Supplier<Provider> providers, Consumer<Channel> calls)
            throws IOException, InterruptedException, HandshakeException {
        ServerIdentity identity = ServerIdentity.create();
        PipedInputStream said = new PipedInputStream();
        PrintStream stdout = new PrintStream(new PipedOutputStream(said), true, StandardCharsets.UTF_8);
        // a thread of its own: a pool of one, as small machines have, is needed by the plugin itself
        Thread host = new Thread(() -> call(said, identity, calls), "inner-host");
        host.setUncaughtExceptionHandler((thread, failure) -> {
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
        });
        host.start();
        HostRequest request = HostRequest.of(HostRequest.environment(identity.certificate()));
        PluginProcess.run(request, PluginProcess.prepare(), providers, stdout);
        host.join();
    }

    private static void call(PipedInputStream said, ServerIdentity identity, Consumer<Channel> calls) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(said, StandardCharsets.UTF_8))) {
            HandshakeLine line = HandshakeLine.parse(String.valueOf(lines.readLine()));
            ManagedChannel channel = PluginHost.channel(line, identity);
            calls.accept(channel);
            Empty unused = GRPCControllerGrpc.newBlockingStub(channel).shutdown(Empty.getDefaultInstance());
            channel.shutdownNow();
        } catch (IOException e) {
            throw new IllegalStateException("a pipe in memory failed", e);
        }
    }
}
