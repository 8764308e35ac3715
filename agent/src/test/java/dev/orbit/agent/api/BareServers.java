// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.api;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The JDK's server, on a free port of the loopback address, for tests of clients. */
public final class BareServers {

    static {
        // the JDK's server reads its limits once in a process: those that ApiServer sets, or its tests would miss them
        try {
            Class.forName(ApiServer.class.getName());
        } catch (ClassNotFoundException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private BareServers() {}

    /** Without TLS; not started. */
    public static HttpServer plain() throws IOException {
        return HttpServer.create(loopback(), 0);
    }

    /** With TLS, which is still to be configured; not started. */
    public static HttpsServer secured() throws IOException {
        return HttpsServer.create(loopback(), 0);
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
