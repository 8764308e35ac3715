// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lab;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** Main of a stock Apache Kafka broker: {@code StockBroker SERVER_PROPERTIES CLUSTER_ID}. Formats a new directory. */
final class StockBroker {

    static final String READY_PREFIX = "stock broker ready";

    private StockBroker() {}

    public static void main(String[] args) {
        try {
            Properties properties = load(Path.of(args[0]));
            Path dataDirectory = Path.of(properties.getProperty("log.dirs"));
            if (!Files.exists(dataDirectory.resolve("meta.properties"))) {
                format(properties, dataDirectory, args[1]);
            }
            KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
            Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "shutdown"));
            server.startup();
            System.out.println(READY_PREFIX + " node " + properties.getProperty("node.id"));
        } catch (Throwable e) {
            e.printStackTrace();
            // The broker's threads would keep the process, and a shutdown of half a broker may never end.
            Runtime.getRuntime().halt(1);
        }
    }

    private static Properties load(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }

    private static void format(Properties properties, Path dataDirectory, String clusterId) throws Exception {
        Formatter formatter = new Formatter();
        formatter.setNodeId(Integer.parseInt(properties.getProperty("node.id")));
        formatter.setClusterId(clusterId);
        formatter.setReleaseVersion(MetadataVersion.latestProduction());
        formatter.setUnstableFeatureVersionsEnabled(false);
        formatter.setControllerListenerName(properties.getProperty("controller.listener.names"));
        formatter.setMetadataLogDirectory(dataDirectory.toString());
        formatter.addDirectory(dataDirectory.toString());
        formatter.run();
    }
}
