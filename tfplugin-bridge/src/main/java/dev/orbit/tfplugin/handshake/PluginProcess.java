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

    /**
     * Serves until the host asks for the end.
     *
     * @param stdout where the one line goes that the host reads
     */
    public static void run(HostRequest request, Supplier<Provider> providers, PrintStream stdout)
            throws IOException, InterruptedException {
        endWithHost();
        X509Certificate client = request.clientCertificate();
        try (PluginServer server = client == null ? plaintext(providers, stdout) : secured(providers, client, stdout)) {
            LOG.log(Level.INFO, "serving on port {0}", String.valueOf(server.port()));
            server.awaitShutdownRequest();
        }
    }

    private static PluginServer plaintext(Supplier<Provider> providers, PrintStream stdout) throws IOException {
        PluginServer server = PluginServer.startPlaintext(providers);
        announce(new HandshakeLine(server.port(), null), stdout);
        return server;
    }

    /** A person waits for every start, and making a key takes as long as loading the server: both are done at once. */
    private static PluginServer secured(Supplier<Provider> providers, X509Certificate client, PrintStream stdout)
            throws IOException {
        CompletableFuture<ServerIdentity> identity = CompletableFuture.supplyAsync(ServerIdentity::create);
        PluginServer server =
                PluginServer.start(providers, identity.thenApply(own -> MutualTls.serverContext(own, client))::join);
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
