// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.connect;

import dev.orbit.schemas.BrokerAddress;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a source cluster as one principal. Holds secrets: {@link #toString} leaves them out.
 *
 * @param bootstrapBrokers at least one
 * @param clientId what the source's logs and quotas know the client by
 * @param properties of a Kafka client: addresses, client id and security
 */
public record SourceClientConfig(
        List<BrokerAddress> bootstrapBrokers, String clientId, Map<String, Object> properties) {

    /** What became of declared brokers and credentials. */
    public sealed interface Resolution {}

    /** They are complete. */
    public record Resolved(SourceClientConfig config) implements Resolution {}

    /**
     * They are not.
     *
     * @param problems all that is wrong, at least one
     */
    public record Unresolved(List<Problem> problems) implements Resolution {
        public Unresolved {
            problems = List.copyOf(problems);
        }
    }

    private static final int MAX_PORT = 65535;
    /** A name, or an IPv6 address, which has at least two colons. */
    private static final Pattern HOSTNAME = Pattern.compile("[^\\s/,:]+|[^\\s/,:]*:[^\\s/,:]*:[^\\s/,]*");

    public SourceClientConfig {
        bootstrapBrokers = List.copyOf(bootstrapBrokers);
        properties = Map.copyOf(properties);
    }

    /**
     * Reads the secrets that credentials name, and puts a client's properties together. Touches neither network nor
     * files.
     *
     * @param credentialsField path of the credentials in their document, such as {@code source_cluster_credentials}
     * @param env value of an environment variable, null where there is none
     */
    public static Resolution resolve(
            String clientId,
            List<BrokerAddress> bootstrapBrokers,
            Credentials credentials,
            String credentialsField,
            Function<String, @Nullable String> env) {
        List<Problem> problems = new ArrayList<>();
        checkBrokers(bootstrapBrokers, problems);
        Map<String, Object> properties = new HashMap<>();
        properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        properties.put(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapBrokers.stream().map(SourceClientConfig::hostAndPort).collect(Collectors.joining(",")));
        properties.putAll(
                new ClientSecurity(credentials, new NamedSecrets(credentialsField, env, problems)).properties());
        return problems.isEmpty()
                ? new Resolved(new SourceClientConfig(bootstrapBrokers, clientId, properties))
                : new Unresolved(problems);
    }

    /** The same under another client id. */
    public SourceClientConfig withClientId(String otherClientId) {
        Map<String, Object> other = new HashMap<>(properties);
        other.put(CommonClientConfigs.CLIENT_ID_CONFIG, otherClientId);
        return new SourceClientConfig(bootstrapBrokers, otherClientId, other);
    }

    /** {@code host:port}, as Kafka reads it. */
    static String hostAndPort(BrokerAddress broker) {
        boolean bareIpv6 = broker.hostname().contains(":") && !broker.hostname().startsWith("[");
        return bareIpv6 ? "[" + broker.hostname() + "]:" + broker.port() : broker.toString();
    }

    /**
     * Of a cluster whose client properties are known already.
     *
     * @param properties with {@code bootstrap.servers}
     */
    public static SourceClientConfig of(String clientId, Map<String, ?> properties) {
        Map<String, Object> own = new HashMap<>(properties);
        own.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        String servers = String.valueOf(properties.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
        List<BrokerAddress> brokers = Stream.of(servers.split(","))
                .map(String::strip)
                .filter(server -> Utils.getHost(server) != null && Utils.getPort(server) != null)
                .map(server -> new BrokerAddress(Utils.getHost(server), Utils.getPort(server)))
                .toList();
        return new SourceClientConfig(brokers, clientId, own);
    }

    private static void checkBrokers(List<BrokerAddress> brokers, List<Problem> problems) {
        if (brokers.isEmpty()) {
            problems.add(new Problem(
                    "missing_source_bootstrap_brokers",
                    "No source broker is named.",
                    "source_bootstrap_brokers",
                    "Name at least one broker of the source cluster."));
        }
        for (int i = 0; i < brokers.size(); i++) {
            BrokerAddress broker = brokers.get(i);
            String field = "source_bootstrap_brokers[" + i + "]";
            if (!HOSTNAME.matcher(broker.hostname()).matches()) {
                problems.add(new Problem(
                        "invalid_hostname",
                        "\"" + broker.hostname() + "\" is not a host name.",
                        field + ".hostname",
                        "Give a host name or address alone, without scheme or port."));
            }
            if (broker.port() < 1 || broker.port() > MAX_PORT) {
                problems.add(new Problem(
                        "invalid_port",
                        broker.port() + " is not a port.",
                        field + ".port",
                        "Give a port from 1 to " + MAX_PORT + "."));
            }
        }
    }

    @Override
    public String toString() {
        return "SourceClientConfig[" + clientId + " at " + bootstrapBrokers + "]";
    }
}
