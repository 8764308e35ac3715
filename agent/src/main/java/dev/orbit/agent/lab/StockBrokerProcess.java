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
public final class StockBrokerProcess extends LabProcess {

    private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

    private final StockBrokerOptions options;
    /** Of a cluster that needs one, with its first broker. */
    private final @Nullable ZooKeeperProcess zooKeeper;

    private StockBrokerProcess(StockBrokerOptions options, @Nullable ZooKeeperProcess zooKeeper) {
        super(program(options), STOP_WITHIN);
        this.options = options;
        this.zooKeeper = zooKeeper;
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
        ZooKeeperProcess zooKeeper = startZooKeeper(options);
        try {
            return new StockBrokerProcess(options, zooKeeper);
        } catch (RuntimeException e) {
            close(zooKeeper);
            throw e;
        }
    }

    /** A broker of a new cluster, on free ports, in a small JVM. */
    public static StockBrokerProcess start(Path directory) {
        return start(StockBrokerOptions.in(directory));
    }

    @Override
    public String bootstrapServers() {
        return options.address();
    }

    public StockBrokerOptions options() {
        return options;
    }

    @Override
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

    @Override
    public void restart() {
        stop();
        if (zooKeeper != null) {
            zooKeeper.awaitUnregistered(options.nodeId());
        }
        super.restart();
    }

    @Override
    public void release() {
        super.release();
        if (zooKeeper != null) {
            zooKeeper.release();
        }
    }

    @Override
    public void close() {
        super.close();
        close(zooKeeper);
    }

    private static void close(@Nullable ZooKeeperProcess zooKeeper) {
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
