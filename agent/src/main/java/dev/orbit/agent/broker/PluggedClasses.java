// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.apache.kafka.common.replica.ReplicaSelector;
import org.apache.kafka.common.security.auth.SecurityProviderCreator;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.server.authorizer.Authorizer;
import org.apache.kafka.server.log.remote.storage.RemoteLogMetadataManager;
import org.apache.kafka.server.log.remote.storage.RemoteStorageManager;

/** The classes that a configuration names and Kafka loads when it uses them: not when it reads the configuration. */
public final class PluggedClasses {

    private static final Map<String, Class<?>> PLUGGED = Map.of(
            "authorizer.class.name", Authorizer.class,
            "metric.reporters", MetricsReporter.class,
            "replica.selector.class", ReplicaSelector.class,
            "security.providers", SecurityProviderCreator.class);

    /** Loaded only where tiered storage is switched on; each from jars of its own where its {@code .class.path} says so. */
    private static final Map<String, Class<?>> TIERED = Map.of(
            "remote.log.storage.manager", RemoteStorageManager.class,
            "remote.log.metadata.manager", RemoteLogMetadataManager.class);

    private PluggedClasses() {}

    /**
     * By setting, why one of its classes cannot be used.
     *
     * @throws org.apache.kafka.common.KafkaException when Kafka cannot use the properties
     * @throws IllegalArgumentException the same
     */
    public static Map<String, String> unusable(Properties properties) {
        KafkaConfig config = new KafkaConfig(properties, false);
        Map<String, String> unusable = new TreeMap<>();
        PLUGGED.forEach((setting, kind) -> check(config, setting, kind, unusable));
        if (config.remoteLogManagerConfig().isRemoteStorageSystemEnabled()) {
            TIERED.forEach((setting, kind) -> {
                if (names(config, setting + ".class.path").isEmpty()) {
                    check(config, setting + ".class.name", kind, unusable);
                }
            });
        }
        return unusable;
    }

    private static void check(KafkaConfig config, String setting, Class<?> kind, Map<String, String> unusable) {
        for (String name : names(config, setting)) {
            try {
                Utils.loadClass(name, kind);
            } catch (ClassNotFoundException e) {
                unusable.put(setting, "there is no class " + name + ".");
            } catch (LinkageError | ClassCastException e) {
                unusable.put(
                        setting, "class " + name + " cannot be used as a " + kind.getSimpleName() + ": " + e + ".");
            }
        }
    }

    private static List<String> names(KafkaConfig config, String setting) {
        Object value = config.values().get(setting);
        if (value == null) {
            return List.of();
        }
        Stream<?> names = value instanceof List<?> list
                ? list.stream()
                : Stream.of(value.toString().split(","));
        return names.map(name -> String.valueOf(name).trim())
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
