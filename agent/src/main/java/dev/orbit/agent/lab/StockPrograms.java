// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lab;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the processes of stock brokers run: this program's own Kafka, or the main classes of another release. */
final class StockPrograms {

    /** A process that ends before is found out at once; a machine with much else to do starts one slowly. */
    private static final Duration READY_WITHIN = Duration.ofMinutes(5);

    private static final String LOG4J_2 =
            "-Dlog4j2.configurationFile=dev/orbit/agent/lab/stock-broker-log4j2.properties";
    private static final String LOG4J_1 = "-Dlog4j.configuration=dev/orbit/agent/lab/stock-broker-log4j.properties";

    private StockPrograms() {}

    /** A broker, whose directory is {@link #format}ted. */
    static JavaProgram broker(StockBrokerOptions options, Path serverProperties, Path logFile) {
        KafkaRelease release = options.release();
        List<String> jvmFlags = new ArrayList<>(options.jvmFlags());
        if (release.jars() == null) {
            jvmFlags.add(LOG4J_2);
            return new JavaProgram(
                    StockBroker.class.getName(),
                    List.of(serverProperties.toString(), options.clusterId()),
                    jvmFlags,
                    Map.of(),
                    logFile,
                    StockBroker.READY_PREFIX,
                    READY_WITHIN);
        }
        jvmFlags.add(LOG4J_1);
        String ready = release.zooKeeper()
                ? "[KafkaServer id=" + options.nodeId() + "] started"
                : "[KafkaRaftServer nodeId=" + options.nodeId() + "] Kafka Server started";
        return program(release.jars(), "kafka.Kafka", List.of(serverProperties.toString()), jvmFlags, logFile, ready);
    }

    /** The ZooKeeper that came with the release in this directory. */
    static JavaProgram zooKeeper(Path jars, Path configuration, Path logFile) {
        return program(
                jars,
                "org.apache.zookeeper.server.quorum.QuorumPeerMain",
                List.of(configuration.toString()),
                List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", LOG4J_1),
                logFile,
                "binding to port");
    }

    private static JavaProgram program(
            Path jars, String mainClass, List<String> arguments, List<String> jvmFlags, Path logFile, String ready) {
        return new JavaProgram(
                jars.resolve("*") + File.pathSeparator + ownClasses(),
                mainClass,
                arguments,
                jvmFlags,
                Map.of(),
                logFile,
                ready,
                READY_WITHIN);
    }

    /** The agent's classes alone: the leash is among them, and nothing else of this program's class path. */
    private static Path ownClasses() {
        try {
            return Path.of(Leash.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("The agent's classes are in no file.", e);
        }
    }

    /** What {@code kafka-storage format} writes for another release's new broker; this program's own formats itself. */
    static void format(StockBrokerOptions options, Path dataDirectory) throws IOException {
        Path metaProperties = dataDirectory.resolve("meta.properties");
        KafkaRelease release = options.release();
        if (release.jars() != null && !release.zooKeeper() && !Files.exists(metaProperties)) {
            Files.createDirectories(dataDirectory);
            Files.write(
                    metaProperties,
                    List.of("version=1", "cluster.id=" + options.clusterId(), "node.id=" + options.nodeId()));
        }
    }
}
