// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A ZooKeeper in a process of its own, of the release that a stock broker is of; it outlives the broker's restarts. */
final class ZooKeeperProcess implements AutoCloseable {

    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);
    private static final Duration GONE_WITHIN = Duration.ofSeconds(30);
    private static final long POLL_MS = 50;

    private final int port;
    private final JavaProcess process;

    private ZooKeeperProcess(int port, JavaProcess process) {
        this.port = port;
        this.process = process;
    }

    static ZooKeeperProcess start(Path jars, Path directory, int port) {
        Path configuration = directory.resolve("zookeeper.properties");
        try {
            Files.createDirectories(directory);
            Files.write(
                    configuration,
                    List.of(
                            "dataDir=" + directory.resolve("zookeeper"),
                            "clientPort=" + port,
                            "clientPortAddress=" + StockBrokerOptions.HOST,
                            "admin.enableServer=false",
                            // sessions as short, and as long, as brokers of the lab ask for
                            "tickTime=500",
                            "maxSessionTimeout=120000",
                            "4lw.commands.whitelist=dump"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + configuration + ".", e);
        }
        return new ZooKeeperProcess(
                port,
                JavaProcess.start(StockPrograms.zooKeeper(jars, configuration, directory.resolve("zookeeper.log"))));
    }

    /** A broker that was killed is registered until its session ends, and a new one with its id does not start. */
    void awaitUnregistered(int brokerId) {
        long deadlineNanos = System.nanoTime() + GONE_WITHIN.toNanos();
        String registration = "/brokers/ids/" + brokerId + "\n";
        while (ephemeralNodes().contains(registration)) {
            if (System.nanoTime() > deadlineNanos) {
                throw new IllegalStateException(
                        "Broker " + brokerId + " is still registered after " + GONE_WITHIN + ".");
            }
            pause();
        }
    }

    private String ephemeralNodes() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("dump".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException("ZooKeeper does not answer.", e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for ZooKeeper.", e);
        }
    }

    void release() {
        process.release();
    }

    @Override
    public void close() {
        process.stop(STOP_WITHIN);
    }
}
