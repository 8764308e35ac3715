// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lab;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.Uuid;

/**
 * How to run a stock broker. Node 1 of a cluster is its controller too.
 *
 * @param directory holds everything of this broker: its data, {@code server.properties} and {@code broker.log}
 * @param release of Apache Kafka
 * @param port of the client listener, which is called CLIENT
 * @param controllerPort of node 1's controller, or of its ZooKeeper where the release needs one
 * @param clusterId what a new directory is formatted with; with ZooKeeper it is not used
 * @param properties put over the lab's, Kafka's own names
 * @param jvmFlags of its process
 */
public record StockBrokerOptions(
        Path directory,
        KafkaRelease release,
        int nodeId,
        int port,
        int controllerPort,
        String clusterId,
        Map<String, String> properties,
        List<String> jvmFlags) {

    static final String HOST = "127.0.0.1";
    private static final String PROTOCOL_MAP = "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT";

    private static final String SESSION_TIMEOUT = "broker.session.timeout.ms";
    private static final String ZOOKEEPER_SESSION_TIMEOUT = "zookeeper.session.timeout.ms";
    /** A killed broker is taken back, or a stopped one given up, after this long. */
    private static final String SESSION_TIMEOUT_MS = "3000";
    /** A session that ends while the broker starts is the broker's end, and a busy machine takes its time. */
    private static final String ZOOKEEPER_SESSION_TIMEOUT_MS = "6000";

    /** A small heap, and no compiler threads that take the processor from others. */
    private static final List<String> SMALL_JVM =
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError");

    public StockBrokerOptions {
        properties = Map.copyOf(properties);
        jvmFlags = List.copyOf(jvmFlags);
    }

    /** Node 1 of a new cluster on free ports, in a small JVM. */
    public static StockBrokerOptions in(Path directory) {
        return new StockBrokerOptions(
                directory,
                KafkaRelease.current(),
                1,
                FreePorts.next(),
                FreePorts.next(),
                Uuid.randomUuid().toString(),
                Map.of(),
                SMALL_JVM);
    }

    /** The same on another client port; 0: a free one. */
    public StockBrokerOptions withPort(int port) {
        return new StockBrokerOptions(
                directory, release, nodeId, FreePorts.orNext(port), controllerPort, clusterId, properties, jvmFlags);
    }

    /** The same with one more property. */
    public StockBrokerOptions with(String name, String value) {
        Map<String, String> more = new HashMap<>(properties);
        more.put(name, value);
        return new StockBrokerOptions(directory, release, nodeId, port, controllerPort, clusterId, more, jvmFlags);
    }

    /** The same, given up by its cluster after this long without a sign of it. */
    public StockBrokerOptions withSessionTimeout(int ms) {
        return with(release.zooKeeper() ? ZOOKEEPER_SESSION_TIMEOUT : SESSION_TIMEOUT, Integer.toString(ms));
    }

    /** The same with these instead of the small JVM's flags. */
    public StockBrokerOptions withJvmFlags(String... flags) {
        return new StockBrokerOptions(
                directory, release, nodeId, port, controllerPort, clusterId, properties, List.of(flags));
    }

    /**
     * The same with one more client listener, whose clients are told to come to another port: that of a proxy.
     *
     * @param advertisedPort where clients go
     */
    public StockBrokerOptions withListener(String name, int listenerPort, int advertisedPort) {
        String map = PROTOCOL_MAP + "," + name + ":PLAINTEXT";
        return with("listeners", listeners() + "," + name + "://" + HOST + ":" + listenerPort)
                .with("advertised.listeners", client() + "," + name + "://" + HOST + ":" + advertisedPort)
                .with("listener.security.protocol.map", map);
    }

    /** A further broker of this one's cluster, on a free port, in a directory beside this one's. */
    public StockBrokerOptions sibling(int id) {
        return new StockBrokerOptions(
                directory.resolveSibling("broker-" + id),
                release,
                id,
                FreePorts.next(),
                controllerPort,
                clusterId,
                properties,
                jvmFlags);
    }

    /** Where it listens. */
    public String host() {
        return HOST;
    }

    String address() {
        return HOST + ":" + port;
    }

    /** As Kafka's property of that name has them. */
    public String listeners() {
        return release.zooKeeper() || !isFirst() ? client() : client() + ",CONTROLLER://" + HOST + ":" + controllerPort;
    }

    private String client() {
        return "CLIENT://" + address();
    }

    /** Whether it is its cluster's first broker, with which controller or ZooKeeper come. */
    boolean isFirst() {
        return nodeId == 1;
    }

    Properties serverProperties() {
        Properties server = new Properties();
        String controllerAddress = HOST + ":" + controllerPort;
        server.put("listeners", listeners());
        server.put("advertised.listeners", client());
        server.put("inter.broker.listener.name", "CLIENT");
        server.put("listener.security.protocol.map", PROTOCOL_MAP);
        server.put("log.dirs", directory.resolve("data").toString());
        if (release.zooKeeper()) {
            putZooKeeper(server, controllerAddress);
        } else {
            putQuorum(server, controllerAddress);
        }
        putSmallClusterDefaults(server);
        server.putAll(properties);
        return server;
    }

    private void putZooKeeper(Properties server, String address) {
        server.put("broker.id", Integer.toString(nodeId));
        server.put("zookeeper.connect", address);
        server.put(ZOOKEEPER_SESSION_TIMEOUT, ZOOKEEPER_SESSION_TIMEOUT_MS);
        server.put("zookeeper.connection.timeout.ms", "30000");
    }

    private void putQuorum(Properties server, String controllerAddress) {
        server.put("process.roles", isFirst() ? "broker,controller" : "broker");
        server.put("node.id", Integer.toString(nodeId));
        server.put("controller.listener.names", "CONTROLLER");
        server.put("controller.quorum.voters", "1@" + controllerAddress);
        server.put(SESSION_TIMEOUT, SESSION_TIMEOUT_MS);
        server.put("broker.heartbeat.interval.ms", "1000");
    }

    private static void putSmallClusterDefaults(Properties server) {
        server.put("offsets.topic.replication.factor", "1");
        server.put("offsets.topic.num.partitions", "1");
        server.put("transaction.state.log.replication.factor", "1");
        server.put("transaction.state.log.min.isr", "1");
        server.put("transaction.state.log.num.partitions", "1");
        server.put("group.initial.rebalance.delay.ms", "0");
        // Kafka's 128 MiB would be half of the small heap.
        server.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
        // Kafka's 15 s between looks for something to compact is long for a test.
        server.put("log.cleaner.backoff.ms", "300");
    }
}
