// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Loopback ports nobody listens on. */
public final class FreePorts {

    // Below the range the kernel gives to outgoing connections, so that a port stays free while its server restarts.
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;
    private static final int ATTEMPTS_MAX = 1_000;

    /** Which of the processes that look for ports at the same time this is, from 0: a share of the range is its own. */
    private static final int SHARE = Integer.getInteger("orbit.lab.process", 0);

    private static final int SHARES = 4;
    private static final int SHARE_PORTS = (LAST - FIRST) / SHARES;

    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePorts() {}

    /**
     * A port that was free a moment ago, another one each time.
     *
     * @throws IllegalStateException if none of many random ones is free
     */
    public static int next() {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            int port = FIRST
                    + SHARE % SHARES * SHARE_PORTS
                    + ThreadLocalRandom.current().nextInt(SHARE_PORTS);
            // one that was given may not be bound yet
            if (isFree(port) && GIVEN.add(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No free port on 127.0.0.1 between " + FIRST + " and " + LAST + " in "
                + ATTEMPTS_MAX + " attempts; stop some of the servers there.");
    }

    /** The port asked for, or a free one for 0. */
    static int orNext(int port) {
        return port == 0 ? next() : port;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
