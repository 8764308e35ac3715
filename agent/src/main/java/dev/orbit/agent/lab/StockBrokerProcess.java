// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lab;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A stock Apache Kafka broker in a process of its own. It dies with this one, unless it is {@link #release}d. Its log is
 * {@code broker.log} in its directory. Not thread-safe.
 */
public final class StockBrokerProcess implements AutoCloseable {

    private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

    private final StockBrokerOptions options;
    /** Of a cluster that needs one, with its first broker. */
    private final @Nullable ZooKeeperProcess zooKeeper;

    private JavaProcess process;

    private StockBrokerProcess(StockBrokerOptions options) {
        this.options = options;
        this.zooKeeper = startZooKeeper(options);
        try {
            this.process = JavaProcess.start(program(options));
        } catch (RuntimeException e) {
            closeZooKeeper();
            throw e;
        }
    }

    private static @Nullable ZooKeeperProcess startZooKeeper(StockBrokerOptions options) {
        KafkaRelease release = options.release();
        return release.jars() != null && release.zooKeeper() && options.isFirst()
                ? ZooKeeperProcess.start(release.jars(), options.directory(), options.controllerPort())
                : null;
    }

    /**
     * Starts a broker and returns once it serves clients.
     *
     * @throws IllegalStateException if it does not come up; the message has the end of its log
     */
    public static StockBrokerProcess start(StockBrokerOptions options) {
        prepare(options);
        return new StockBrokerProcess(options);
    }

    /** A broker of a new cluster, on free ports, in a small JVM. */
    public static StockBrokerProcess start(Path directory) {
        return start(StockBrokerOptions.in(directory));
    }

    /** {@code host:port}, the same after every restart. */
    public String bootstrapServers() {
        return options.address();
    }

    public StockBrokerOptions options() {
        return options;
    }

    /** Where the partitions' directories are. */
    public Path dataDirectory() {
        return dataDirectory(options);
    }

    /** The id of its cluster, which with ZooKeeper is made up at the first start. */
    public String clusterId() {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(dataDirectory().resolve("meta.properties"))) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the meta.properties of " + dataDirectory() + ".", e);
        }
        return properties.getProperty("cluster.id");
    }

    public Path logFile() {
        return logFile(options);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Processor time of the running process so far. */
    public Duration cpuTime() {
        return process.cpuTime();
    }

    /** SIGTERM, and SIGKILL if it has not ended after 20 s. */
    public void stop() {
        process.stop(STOP_WITHIN);
    }

    /** SIGKILL. */
    public void kill() {
        process.kill();
    }

    /** SIGSTOP: it keeps its connections and answers nothing. */
    public void suspend() {
        process.suspend();
    }

    /** SIGCONT. */
    public void resume() {
        process.resume();
    }

    /** Starts it again on the same ports and directory; stops it first if it still runs. */
    public void restart() {
        stop();
        if (zooKeeper != null) {
            zooKeeper.awaitUnregistered(options.nodeId());
        }
        process = JavaProcess.start(program(options));
    }

    /** Lets it outlive this program. */
    public void release() {
        process.release();
        if (zooKeeper != null) {
            zooKeeper.release();
        }
    }

    @Override
    public void close() {
        stop();
        closeZooKeeper();
    }

    private void closeZooKeeper() {
        if (zooKeeper != null) {
            zooKeeper.close();
        }
    }

    private static JavaProgram program(StockBrokerOptions options) {
        return StockPrograms.broker(options, serverPropertiesFile(options), logFile(options));
    }

    private static void prepare(StockBrokerOptions options) {
        try {
            Files.createDirectories(options.directory());
            try (Writer writer = Files.newBufferedWriter(serverPropertiesFile(options))) {
                options.serverProperties().store(writer, null);
            }
            StockPrograms.format(options, dataDirectory(options));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare " + options.directory() + ".", e);
        }
    }

    private static Path dataDirectory(StockBrokerOptions options) {
        return options.directory().resolve("data");
    }

    private static Path serverPropertiesFile(StockBrokerOptions options) {
        return options.directory().resolve("server.properties");
    }

    private static Path logFile(StockBrokerOptions options) {
        return options.directory().resolve("broker.log");
    }
}
