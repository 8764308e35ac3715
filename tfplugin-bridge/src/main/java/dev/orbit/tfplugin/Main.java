// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin;

import dev.orbit.tfplugin.handshake.HandshakeException;
import dev.orbit.tfplugin.handshake.HostRequest;
import dev.orbit.tfplugin.handshake.PluginProcess;
import dev.orbit.tfplugin.log.HostLog;
import dev.orbit.tfplugin.provider.OrbitProvider;
import java.io.IOException;
import java.io.PrintStream;

/** Orbit's Terraform provider, as Terraform starts it. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        PrintStream stdout = System.out;
        System.setOut(System.err); // standard output is for the one line that the host reads
        System.exit(run(stdout));
    }

    private static int run(PrintStream stdout) {
        try {
            HostRequest request = HostRequest.of(System.getenv());
            HostLog.install(System.getenv());
            PluginProcess.run(request, () -> new OrbitProvider(System.getenv()), stdout);
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
