// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.handshake;

import dev.orbit.tfplugin.resource.Provider;
import java.io.IOException;
import java.io.PrintStream;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The life of a plugin process: it says where it serves, serves, and ends when its host says so or is gone. */
public final class PluginProcess {

    private static final Logger LOG = Logger.getLogger(PluginProcess.class.getName());

    private PluginProcess() {}

    /** A person waits for every start, and TLS takes as long to load as all the rest: so it begins first, on its own thread. */
    public static CompletableFuture<ServerIdentity> prepare() {
        return CompletableFuture.supplyAsync(() -> {
            ServerIdentity identity = ServerIdentity.create();
            MutualTls.load(identity);
            return identity;
        });
    }

    /**
     * Serves until the host asks for the end.
     *
     * @param identity from {@link #prepare}
     * @param stdout where the one line goes that the host reads
     */
    public static void run(
            HostRequest request,
            CompletableFuture<ServerIdentity> identity,
            Supplier<Provider> providers,
            PrintStream stdout)
            throws IOException, InterruptedException {
        endWithHost();
        X509Certificate client = request.clientCertificate();
        try (PluginServer server = client == null
                ? plaintext(providers, identity, stdout)
                : secured(providers, identity, client, stdout)) {
            LOG.log(Level.INFO, "serving on port {0}", String.valueOf(server.port()));
            server.awaitShutdownRequest();
        }
    }

    private static PluginServer plaintext(
            Supplier<Provider> providers, CompletableFuture<ServerIdentity> identity, PrintStream stdout)
            throws IOException {
        // while TLS is being loaded, the provider must not make use of its own
        ServerIdentity unused = identity.join();
        PluginServer server = PluginServer.startPlaintext(providers);
        announce(new HandshakeLine(server.port(), null), stdout);
        return server;
    }

    private static PluginServer secured(
            Supplier<Provider> providers,
            CompletableFuture<ServerIdentity> identity,
            X509Certificate client,
            PrintStream stdout)
            throws IOException {
        PluginServer server = PluginServer.start(providers, () -> MutualTls.serverContext(identity.join(), client));
        announce(new HandshakeLine(server.port(), identity.join().certificate()), stdout);
        return server;
    }

    private static void announce(HandshakeLine line, PrintStream stdout) {
        stdout.print(line + "\n");
        stdout.flush();
    }

    /** A host that was killed cannot ask for the end. */
    private static void endWithHost() {
        Optional<CompletableFuture<?>> unused = ProcessHandle.current()
                .parent()
                .map(host -> host.onExit().thenRun(() -> Runtime.getRuntime().halt(1)));
    }
}
