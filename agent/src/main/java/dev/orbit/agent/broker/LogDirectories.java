// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kafka's log directories: a new one is formatted, a formatted one is left alone. */
public final class LogDirectories {

    private static final Logger LOG = LoggerFactory.getLogger(LogDirectories.class);

    private LogDirectories() {}

    /**
     * All of them.
     *
     * @throws org.apache.kafka.common.config.ConfigException when Kafka cannot use the properties
     */
    public static Set<String> of(Properties properties) {
        KafkaConfig config = new KafkaConfig(properties, false);
        Set<String> directories = new TreeSet<>(config.logDirs());
        directories.add(config.metadataLogDir());
        return directories;
    }

    /**
     * The cluster that those of them belong to which are formatted; empty where none is.
     *
     * @throws IOException when none of them can be read; Kafka does without some
     */
    public static Optional<String> clusterId(Properties properties) throws IOException {
        MetaPropertiesEnsemble ensemble = formatted(new KafkaConfig(properties, false));
        if (ensemble.errorLogDirs().containsAll(of(properties))) {
            throw new IOException("meta.properties cannot be read in " + ensemble.errorLogDirs());
        }
        return ensemble.clusterId();
    }

    private static MetaPropertiesEnsemble formatted(KafkaConfig config) throws IOException {
        var loader = new MetaPropertiesEnsemble.Loader();
        loader.addMetadataLogDir(config.metadataLogDir());
        loader.addLogDirs(config.logDirs());
        return loader.load();
    }

    /** The one that has the metadata log. */
    public static String ofMetadata(Properties properties) {
        return new KafkaConfig(properties, false).metadataLogDir();
    }

    /**
     * Formats what is not formatted yet.
     *
     * @param clusterId for new directories; null: one is made up, as befits a cluster of one
     * @throws Exception when a directory cannot be written, or holds something else
     */
    public static void format(Properties properties, @Nullable String clusterId) throws Exception {
        KafkaConfig config = new KafkaConfig(properties, false);
        MetaPropertiesEnsemble ensemble = formatted(config);
        if (ensemble.emptyLogDirs().isEmpty()) {
            return;
        }
        String id = ensemble.clusterId()
                .orElseGet(() -> clusterId == null ? Uuid.randomUuid().toString() : clusterId);
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        Formatter formatter = new Formatter()
                .setPrintStream(new PrintStream(output, true, StandardCharsets.UTF_8))
                .setNodeId(config.nodeId())
                .setClusterId(id)
                .setDirectories(config.logDirs())
                .setMetadataLogDirectory(config.metadataLogDir())
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setControllerListenerName(config.controllerListenerNames().get(0))
                .setIgnoreFormatted(true);
        formatter.run();
        LOG.info("formatted {} for cluster {}", ensemble.emptyLogDirs(), id);
    }
}
