// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import scala.jdk.javaapi.CollectionConverters;

/** Where a broker is going to listen. */
public final class ListenerPorts {

    private ListenerPorts() {}

    /**
     * The addresses of all listeners.
     *
     * @throws org.apache.kafka.common.config.ConfigException when Kafka cannot use the properties
     */
    public static List<InetSocketAddress> of(Properties properties) {
        var listeners = new KafkaConfig(properties, false).listeners();
        return CollectionConverters.asJava(listeners).stream()
                .map(listener -> listener.host() == null || listener.host().isEmpty()
                        ? new InetSocketAddress(listener.port())
                        : new InetSocketAddress(listener.host(), listener.port()))
                .toList();
    }
}
