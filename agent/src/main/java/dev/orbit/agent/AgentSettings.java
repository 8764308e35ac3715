// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import dev.orbit.schemas.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an agent runs with: Kafka's own properties, and Orbit's beside them.
 *
 * @param kafka the broker's, as in its server.properties
 * @param clusterId for directories that are not formatted yet; null: one is made up
 * @param api where the HTTP API listens, and who may call it
 * @param leaseMs longer than the state topic takes to change its leader
 * @param refreshMs how often sources are looked at for topics
 * @param heldBytesMax of produces that wait during cutovers
 * @param stateReplicationFactor of the state topic, when this agent creates it
 */
record AgentSettings(
        Properties kafka,
        @Nullable String clusterId,
        ApiSettings api,
        long leaseMs,
        long refreshMs,
        long heldBytesMax,
        short stateReplicationFactor) {

    private static final String CLUSTER_ID = "orbit.cluster.id";
    private static final String HELD_BYTES_MAX = "orbit.held.bytes.max";
    private static final String LEASE_MS = "orbit.lease.ms";
    private static final String REFRESH_MS = "orbit.refresh.interval.ms";
    private static final String STATE_REPLICATION_FACTOR = "orbit.state.replication.factor";

    /** Kafka's: half as much again, and a replica that does not follow is out of sync, which is to be within a lease. */
    private static final String REPLICA_LAG_MS = "replica.lag.time.max.ms";

    private static final String REPLICA_LAG_MS_DEFAULT = "8000";
    private static final long LEASE_MS_MIN_OF_MANY = 5_000;

    /** Orbit's keys, each with its default. */
    private static final Map<String, String> DEFAULTS = Map.of(
            ApiSettings.HOST,
            "127.0.0.1",
            ApiSettings.PORT,
            "8080",
            CLUSTER_ID,
            "",
            HELD_BYTES_MAX,
            Integer.toString(64 << 20),
            LEASE_MS,
            "20000",
            REFRESH_MS,
            "10000",
            STATE_REPLICATION_FACTOR,
            "3");

    private static final Set<String> API_TLS = ApiTlsSettings.names();

    /** Settings that cannot be used; the message lists every problem. */
    static final class InvalidSettingsException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidSettingsException(List<Problem> problems) {
            super(String.join(
                    System.lineSeparator(),
                    problems.stream().map(Problem::toString).toList()));
        }
    }

    /**
     * One agent alone, broker and controller in one, on the loopback address.
     *
     * @param port for clients
     * @param controllerPort a free one; it may differ at every start
     * @param environment where the tokens of the HTTP API are
     */
    static AgentSettings alone(
            Path dataDirectory, int port, int controllerPort, int apiPort, Map<String, String> environment)
            throws InvalidSettingsException {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "node.id",
                "1",
                "process.roles",
                "broker,controller",
                "controller.quorum.voters",
                "1@127.0.0.1:" + controllerPort,
                "controller.listener.names",
                "CONTROLLER",
                "listeners",
                "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:" + port,
                "log.dirs",
                dataDirectory.toAbsolutePath().toString(),
                "default.replication.factor",
                "1"));
        // a controller takes a killed broker back when its session has run out; there is no other broker to wait for
        properties.putAll(Map.of("broker.session.timeout.ms", "3000", "broker.heartbeat.interval.ms", "1000"));
        // Kafka's own topics, as befits a cluster of one
        properties.putAll(Map.of(
                "offsets.topic.replication.factor",
                "1",
                "transaction.state.log.replication.factor",
                "1",
                "transaction.state.log.min.isr",
                "1",
                "share.coordinator.state.topic.replication.factor",
                "1",
                "share.coordinator.state.topic.min.isr",
                "1",
                "group.initial.rebalance.delay.ms",
                "0",
                ApiSettings.PORT,
                Integer.toString(apiPort),
                STATE_REPLICATION_FACTOR,
                "1"));
        return of(properties, environment);
    }

    /**
     * From a server.properties with {@code orbit.*} keys beside Kafka's.
     *
     * @param environment where the tokens of the HTTP API are
     */
    static AgentSettings of(Properties properties, Map<String, String> environment) throws InvalidSettingsException {
        List<Problem> problems = new ArrayList<>();
        Properties kafka = new Properties();
        Properties orbit = new Properties();
        orbit.putAll(DEFAULTS);
        for (String name : properties.stringPropertyNames()) {
            if (!name.startsWith("orbit.")) {
                kafka.setProperty(name, properties.getProperty(name));
            } else if (DEFAULTS.containsKey(name)) {
                orbit.setProperty(name, properties.getProperty(name).trim());
            } else if (API_TLS.contains(name)) {
                orbit.setProperty(name, properties.getProperty(name));
            } else {
                problems.add(unknown(name));
            }
        }
        String clusterId = orbit.getProperty(CLUSTER_ID);
        AgentSettings settings = new AgentSettings(
                kafka,
                clusterId.isEmpty() ? null : clusterId,
                ApiSettings.of(
                        orbit.getProperty(ApiSettings.HOST),
                        (int) number(orbit, ApiSettings.PORT, 0, 65535, problems),
                        all(kafka, orbit),
                        environment,
                        problems),
                number(orbit, LEASE_MS, 1000, Integer.MAX_VALUE, problems),
                number(orbit, REFRESH_MS, 100, Integer.MAX_VALUE, problems),
                number(orbit, HELD_BYTES_MAX, 0, Long.MAX_VALUE, problems),
                (short) number(orbit, STATE_REPLICATION_FACTOR, 1, Short.MAX_VALUE, problems));
        if (settings.stateReplicationFactor() > 1 && settings.leaseMs() < LEASE_MS_MIN_OF_MANY) {
            problems.add(new Problem(
                    "invalid_setting",
                    "'" + settings.leaseMs() + "' is too short where the state has replicas: whether they follow takes"
                            + " seconds to see.",
                    LEASE_MS,
                    "Use " + LEASE_MS_MIN_OF_MANY + " or more; the default is " + DEFAULTS.get(LEASE_MS) + "."));
        }
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
        kafka.putIfAbsent(REPLICA_LAG_MS, REPLICA_LAG_MS_DEFAULT);
        return settings;
    }

    private static Problem unknown(String name) {
        boolean isOfTls = name.startsWith(ApiTlsSettings.PREFIX + "ssl.");
        Set<String> known = isOfTls ? API_TLS : DEFAULTS.keySet();
        return new Problem(
                "unknown_setting",
                "there is no setting " + name + ".",
                name,
                (isOfTls ? "" : "Beside " + ApiTlsSettings.PREFIX + "ssl.*, ") + "Orbit's settings are "
                        + known.stream().sorted().toList() + ".");
    }

    private static Map<String, String> all(Properties... parts) {
        Map<String, String> all = new HashMap<>();
        for (Properties part : parts) {
            part.stringPropertyNames().forEach(name -> all.put(name, part.getProperty(name)));
        }
        return all;
    }

    private static long number(Properties properties, String name, long min, long max, List<Problem> problems) {
        String value = properties.getProperty(name);
        try {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        problems.add(new Problem(
                "invalid_setting",
                "'" + value + "' is not a number from " + min + " to " + max + ".",
                name,
                "Correct it; the default is " + DEFAULTS.get(name) + "."));
        return Long.parseLong(String.valueOf(DEFAULTS.get(name)));
    }
}
