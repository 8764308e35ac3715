// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpProxyTest {

    private static final int A_MOMENT_MS = 300;

    private final int port = FreePorts.next();
    private ServerSocket server;
    private TcpProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread echo = new Thread(this::echo, "echo");
        echo.setDaemon(true);
        echo.start();
        proxy = TcpProxy.start(port, server.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    private void echo() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread thread = new Thread(() -> echo(client), "echo-client");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                // the test is over
            }
        }
    }

    private static void echo(Socket client) {
        try (client) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            // the test is over
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void assertEchoes(Socket socket, int bytes) throws IOException {
        socket.getOutputStream().write(new byte[bytes]);
        assertThat(socket.getInputStream().readNBytes(bytes)).hasSize(bytes);
    }

    @Test
    void letsEverythingThrough() throws IOException {
        try (Socket socket = connect()) {
            assertEchoes(socket, 100_000);
        }
    }

    @Test
    void cutsWhatIsOpenAndWhatComesUntilItIsHealed() throws IOException {
        try (Socket socket = connect()) {
            assertEchoes(socket, 10);

            proxy.cut();

            assertIsCut(socket);
            try (Socket late = connect()) {
                assertIsCut(late);
            }
        }
        proxy.heal();
        try (Socket socket = connect()) {
            assertEchoes(socket, 10);
        }
    }

    private static void assertIsCut(Socket socket) {
        await().untilAsserted(() -> {
            try {
                socket.getOutputStream().write(1);
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            } catch (SocketTimeoutException e) {
                throw new AssertionError("the connection is open", e);
            } catch (IOException e) {
                // reset is as good as closed
            }
        });
    }

    @Test
    void keepsBackWhatComesWhileItStallsAndLetsItThroughThen() throws IOException {
        try (Socket socket = connect()) {
            assertEchoes(socket, 10);

            proxy.stall();
            socket.getOutputStream().write(new byte[10]);
            socket.setSoTimeout(A_MOMENT_MS);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

            proxy.heal();
            socket.setSoTimeout(20_000);
            assertThat(socket.getInputStream().readNBytes(10)).hasSize(10);
        }
    }

    @Test
    void throttlesToSoManyBytesPerSecond() throws IOException {
        try (Socket socket = connect()) {
            assertEchoes(socket, 10);

            proxy.throttle(100_000);
            long beganNanos = System.nanoTime();
            assertEchoes(socket, 100_000);

            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos))
                    .isBetween(900L, 10_000L);
        }
    }

    /** The second is on its way while the first still is. */
    @Test
    void makesWhatGoesToTheServerLate() throws IOException {
        try (Socket socket = connect()) {
            assertEchoes(socket, 10);

            proxy.delay(A_MOMENT_MS);
            long beganNanos = System.nanoTime();
            socket.getOutputStream().write(1);
            socket.getOutputStream().write(2);
            assertThat(socket.getInputStream().readNBytes(2)).containsExactly(1, 2);

            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos))
                    .isBetween((long) A_MOMENT_MS, 2L * A_MOMENT_MS - 1);
        }
    }

    @Test
    void outlivesAServerThatIsAway() throws IOException {
        server.close();
        try (Socket socket = connect()) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (IOException e) {
            // reset is as good as closed
        }

        server = new ServerSocket(server.getLocalPort(), 50, InetAddress.getLoopbackAddress());
        Thread echo = new Thread(this::echo, "echo");
        echo.setDaemon(true);
        echo.start();
        try (Socket socket = connect()) {
            assertEchoes(socket, 10);
        }
    }
}
