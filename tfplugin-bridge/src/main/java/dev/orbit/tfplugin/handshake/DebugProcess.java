// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.handshake;

import dev.orbit.tfplugin.resource.Provider;
import java.io.IOException;
import java.io.PrintStream;
import java.util.function.Supplier;

/**
 * A plugin that a person starts, to watch it or to step through it: it is there before Terraform, outlives its commands, and
 * serves without TLS, for Terraform is told no certificate.
 */
public final class DebugProcess {

    private DebugProcess() {}

    /** Serves until the process is ended. */
    public static void run(String providerAddress, Supplier<Provider> providers, PrintStream stdout)
            throws IOException, InterruptedException {
        try (PluginServer server = PluginServer.startPlaintext(providers)) {
            stdout.printf("""
                    Orbit's provider waits for terraform. Where you run that:

                      export TF_REATTACH_PROVIDERS='%s'

                    Any process of this machine may use it while it runs. Ctrl-C ends it.
                    """, reattachment(providerAddress, server));
            server.awaitShutdownRequest();
        }
    }

    /** The value of {@code TF_REATTACH_PROVIDERS} for a server in this process. */
    public static String reattachment(String providerAddress, PluginServer server) {
        return """
               {"%s":{"Protocol":"grpc","ProtocolVersion":%d,"Pid":%d,"Test":true,\
               "Addr":{"Network":"tcp","String":"127.0.0.1:%d"}}}""".formatted(
                providerAddress, HostRequest.PROTOCOL, ProcessHandle.current().pid(), server.port());
    }
}
