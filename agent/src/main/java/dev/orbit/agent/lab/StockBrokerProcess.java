// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A stock Apache Kafka broker in a process of its own. It dies with this one, unless it is {@link #release}d. Its log is
 * {@code broker.log} in its directory. Not thread-safe.
 */
public final class StockBrokerProcess implements AutoCloseable {

    /** A process that ends before is found out at once; a machine with much else to do starts one slowly. */
    private static final Duration READY_WITHIN = Duration.ofMinutes(5);

    private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

    private final StockBrokerOptions options;
    private JavaProcess process;

    private StockBrokerProcess(StockBrokerOptions options) {
        this.options = options;
        this.process = JavaProcess.start(program(options));
    }

    /**
     * Starts a broker and returns once it serves clients.
     *
     * @throws IllegalStateException if it does not come up; the message has the end of its log
     */
    public static StockBrokerProcess start(StockBrokerOptions options) {
        writeServerProperties(options);
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
        return options.directory().resolve("data");
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
        process = JavaProcess.start(program(options));
    }

    /** Lets it outlive this program. */
    public void release() {
        process.release();
    }

    @Override
    public void close() {
        stop();
    }

    private static JavaProgram program(StockBrokerOptions options) {
        List<String> jvmFlags = new ArrayList<>(options.jvmFlags());
        jvmFlags.add("-Dlog4j2.configurationFile=dev/orbit/agent/lab/stock-broker-log4j2.properties");
        return new JavaProgram(
                StockBroker.class.getName(),
                List.of(serverPropertiesFile(options).toString(), options.clusterId()),
                jvmFlags,
                Map.of(),
                logFile(options),
                StockBroker.READY_PREFIX,
                READY_WITHIN);
    }

    private static void writeServerProperties(StockBrokerOptions options) {
        try {
            Files.createDirectories(options.directory());
            try (Writer writer = Files.newBufferedWriter(serverPropertiesFile(options))) {
                options.serverProperties().store(writer, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare " + options.directory() + ".", e);
        }
    }

    private static Path serverPropertiesFile(StockBrokerOptions options) {
        return options.directory().resolve("server.properties");
    }

    private static Path logFile(StockBrokerOptions options) {
        return options.directory().resolve("broker.log");
    }
}
