// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.proxy;

import dev.orbit.agent.lab.JavaProcess;
import dev.orbit.agent.lab.JavaProgram;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Passes bytes on between two ports of the loopback address, and knows nothing of what they mean: the least that a process
 * between producers and their broker can do. In a process of its own; two threads per connection.
 */
final class Relay {

    private static final int BUFFER_BYTES = 256 << 10;
    private static final String READY = "relaying";
    private static final Duration READY_WITHIN = Duration.ofSeconds(30);

    private Relay() {}

    /** Returns once it listens. */
    static JavaProcess start(Path directory, int port, int targetPort) {
        return JavaProcess.start(new JavaProgram(
                Relay.class.getName(),
                List.of(Integer.toString(port), Integer.toString(targetPort)),
                List.of("-Xmx64m", "-XX:+UseSerialGC"),
                Map.of(),
                directory.resolve("relay.log"),
                READY,
                READY_WITHIN));
    }

    /** With the port to listen on, and the one to pass on to. */
    public static void main(String[] args) throws IOException {
        int targetPort = Integer.parseInt(args[1]);
        try (ServerSocket listening = new ServerSocket()) {
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])));
            System.out.println(READY);
            while (true) {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), targetPort);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                new Thread(() -> pass(client, server)).start();
                new Thread(() -> pass(server, client)).start();
            }
        }
    }

    private static void pass(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
            }
        } catch (IOException e) {
            // one end has gone, and so does the other
        }
    }
}
