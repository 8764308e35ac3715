// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin;

import dev.orbit.tfplugin.handshake.DebugProcess;
import dev.orbit.tfplugin.handshake.HandshakeException;
import dev.orbit.tfplugin.handshake.HostRequest;
import dev.orbit.tfplugin.handshake.PluginProcess;
import dev.orbit.tfplugin.handshake.ServerIdentity;
import dev.orbit.tfplugin.install.Rehearsal;
import dev.orbit.tfplugin.log.HostLog;
import dev.orbit.tfplugin.provider.OrbitProvider;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Orbit's Terraform provider, as Terraform starts it. With {@code --debug} a person starts it; with {@code --rehearse} it
 * plays both sides for a moment, so that the JVM sees which classes a start needs.
 */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        PrintStream stdout = System.out;
        System.setOut(System.err); // standard output is for the one line that the host reads
        System.exit(run(args.length == 0 ? "" : args[0], stdout));
    }

    private static int run(String mode, PrintStream stdout) {
        try {
            if (mode.equals("--rehearse")) {
                HostLog.install(System.getenv());
                // whatever tokens and files the caller's environment names, they are not this run's business
                Rehearsal.inThisProcess(() -> new OrbitProvider(Map.of()));
                return 0;
            }
            if (mode.equals("--debug")) {
                HostLog.install(System.getenv());
                DebugProcess.run(OrbitProvider.ADDRESS, () -> new OrbitProvider(System.getenv()), stdout);
                return 0;
            }
            CompletableFuture<ServerIdentity> identity = PluginProcess.prepare();
            HostRequest request = HostRequest.of(System.getenv());
            HostLog.install(System.getenv());
            PluginProcess.run(request, identity, () -> new OrbitProvider(System.getenv()), stdout);
            return 0;
        } catch (HandshakeException e) {
            System.err.println(e.getMessage());
        } catch (IOException e) {
            System.err.println("Orbit's provider cannot serve on this machine's loopback address: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }
}
