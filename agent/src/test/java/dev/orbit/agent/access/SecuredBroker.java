// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.access;

import dev.orbit.agent.lab.FreePorts;
import dev.orbit.agent.lab.StockBrokerOptions;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.trial.Certificates;
import dev.orbit.agent.trial.Cluster;
import dev.orbit.schemas.BrokerAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** A stock broker with a listener for every kind of security and an authorizer; without a login one may do everything. */
final class SecuredBroker implements AutoCloseable {

    static final String READER = "reader";
    static final String PROXY = "proxy";

    /** With what must be escaped in a login. */
    static final String PASSWORD = "p\"w\\ $%'";

    static final String KEY_PASSWORD = "another-changeit";

    private static final long WITHIN_SECONDS = 30;
    private static final String PLAIN_MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule";
    private static final String SCRAM_MODULE = "org.apache.kafka.common.security.scram.ScramLoginModule";

    /** Kinds of security; each has a listener of that name. */
    enum Listener {
        CLIENT("PLAINTEXT"),
        TLS("SSL"),
        MUTUAL("SSL"),
        SASL("SASL_PLAINTEXT"),
        SASLTLS("SASL_SSL"),
        SASLMUTUAL("SASL_SSL"),
        /** With a certificate that has expired. */
        EXPIRED("SSL"),
        /** With SCRAM-SHA-512 alone. */
        SCRAMONLY("SASL_PLAINTEXT");

        private final String protocol;

        Listener(String protocol) {
            this.protocol = protocol;
        }

        private String property(String name) {
            return "listener.name." + name().toLowerCase(java.util.Locale.ROOT) + "." + name;
        }

        private boolean hasSasl() {
            return protocol.startsWith("SASL");
        }
    }

    private final StockBrokerProcess process;
    private final Map<Listener, Integer> ports;
    private final Cluster cluster;
    private final Certificates server;
    private final Certificates authority;
    private final Map<String, Certificates> clients;

    private SecuredBroker(
            StockBrokerProcess process,
            Map<Listener, Integer> ports,
            Certificates server,
            Certificates authority,
            Map<String, Certificates> clients) {
        this.process = process;
        this.ports = ports;
        this.cluster = new Cluster(process.bootstrapServers());
        this.server = server;
        this.authority = authority;
        this.clients = clients;
    }

    static SecuredBroker start(Path directory) throws Exception {
        Files.createDirectories(directory);
        // Good for the name, and not for the address 127.0.0.1.
        Certificates server = Certificates.selfSigned(directory.resolve("server.p12"), "server", "dns:localhost");
        // A certificate that is trusted by itself is not looked at any further, and may have expired.
        Certificates authority = Certificates.authority(directory.resolve("authority.p12"));
        Certificates expired = authority.signedAndExpired(directory.resolve("expired.p12"), "expired", "dns:localhost");
        Map<String, Certificates> clients = new HashMap<>();
        for (String name : List.of(READER, PROXY)) {
            clients.put(name, Certificates.selfSigned(directory.resolve(name + ".p12"), name, "dns:" + name));
        }
        StockBrokerOptions options = StockBrokerOptions.in(directory.resolve("broker"));
        Map<Listener, Integer> ports = new EnumMap<>(Listener.class);
        for (Listener listener : Listener.values()) {
            ports.put(listener, listener == Listener.CLIENT ? options.port() : FreePorts.next());
        }
        Map<String, String> properties = listeners(options, ports);
        properties.putAll(security(server, expired));
        properties.put(
                "ssl.truststore.location",
                Certificates.trustStore(
                                directory.resolve("clients.jks"),
                                clients.values().toArray(Certificates[]::new))
                        .toString());
        for (Map.Entry<String, String> property : properties.entrySet()) {
            options = options.with(property.getKey(), property.getValue());
        }
        SecuredBroker broker = new SecuredBroker(StockBrokerProcess.start(options), ports, server, authority, clients);
        broker.addScramUsers();
        return broker;
    }

    private static Map<String, String> listeners(StockBrokerOptions options, Map<Listener, Integer> ports) {
        String addresses = ports.entrySet().stream()
                .map(port -> port.getKey() + "://" + host(port.getKey()) + ":" + port.getValue())
                .collect(Collectors.joining(","));
        String protocols = ports.keySet().stream()
                .map(listener -> listener + ":" + listener.protocol)
                .collect(Collectors.joining(","));
        Map<String, String> properties = new HashMap<>();
        properties.put("listeners", addresses + ",CONTROLLER://127.0.0.1:" + options.controllerPort());
        properties.put("advertised.listeners", addresses);
        properties.put("listener.security.protocol.map", protocols + ",CONTROLLER:PLAINTEXT");
        return properties;
    }

    private static String host(Listener listener) {
        return listener == Listener.CLIENT ? "127.0.0.1" : "localhost";
    }

    private static Map<String, String> security(Certificates server, Certificates expired) {
        Map<String, String> properties = new HashMap<>(Map.of(
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users",
                "User:ANONYMOUS",
                "sasl.enabled.mechanisms",
                "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
                Listener.SCRAMONLY.property("sasl.enabled.mechanisms"),
                "SCRAM-SHA-512",
                "ssl.keystore.location",
                server.keyStore().toString(),
                Listener.EXPIRED.property("ssl.keystore.location"),
                expired.keyStore().toString(),
                "ssl.principal.mapping.rules",
                "RULE:^CN=(.*)$/$1/"));
        properties.put("ssl.keystore.password", Certificates.PASSWORD);
        properties.put(Listener.EXPIRED.property("ssl.keystore.password"), Certificates.PASSWORD);
        properties.put("ssl.truststore.password", Certificates.PASSWORD);
        for (Listener listener : List.of(Listener.MUTUAL, Listener.SASLMUTUAL)) {
            properties.put(listener.property("ssl.client.auth"), "required");
        }
        String users = " user_" + READER + "=" + quoted() + " user_" + PROXY + "=" + quoted();
        for (Listener listener : Listener.values()) {
            if (listener.hasSasl()) {
                properties.put(listener.property("plain.sasl.jaas.config"), PLAIN_MODULE + " required" + users + ";");
                for (String scram : List.of("scram-sha-256", "scram-sha-512")) {
                    properties.put(listener.property(scram + ".sasl.jaas.config"), SCRAM_MODULE + " required;");
                }
            }
        }
        return properties;
    }

    private void addScramUsers() throws Exception {
        for (String user : List.of(READER, PROXY)) {
            scramPassword(user, PASSWORD);
        }
    }

    /** From now on: who is connected stays so. */
    void scramPassword(String user, String password) throws Exception {
        for (ScramMechanism mechanism : List.of(ScramMechanism.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_512)) {
            cluster.admin()
                    .alterUserScramCredentials(List.of(
                            new UserScramCredentialUpsertion(user, new ScramCredentialInfo(mechanism, 4096), password)))
                    .all()
                    .get(WITHIN_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** What users of the cluster do with it, who may do everything. */
    Cluster cluster() {
        return cluster;
    }

    String clusterId() {
        return process.options().clusterId();
    }

    BrokerAddress address(Listener listener) {
        return new BrokerAddress(host(listener), ports.getOrDefault(listener, 0));
    }

    /** The environment of an agent that knows all secrets: {@code ORBIT_READER_*} and {@code ORBIT_PROXY_*}. */
    Map<String, String> environment() throws Exception {
        Map<String, String> environment = new HashMap<>();
        for (String user : List.of(READER, PROXY)) {
            Certificates client = clients.get(user);
            String prefix = "ORBIT_" + user.toUpperCase(java.util.Locale.ROOT) + "_";
            environment.put(prefix + "USER", user);
            environment.put(prefix + "CERT", client.certificatePem());
            environment.put(prefix + "KEY", client.keyPem());
            environment.put(
                    prefix + "KEY_STORE", client.jksKeyStore(KEY_PASSWORD).toString());
        }
        environment.put("ORBIT_PASSWORD", PASSWORD);
        environment.put("ORBIT_CA", server.certificatePem());
        environment.put("ORBIT_AUTHORITY", authority.certificatePem());
        environment.put("ORBIT_TRUST_STORE", server.trustStore().toString());
        environment.put("ORBIT_STORE_PASSWORD", Certificates.PASSWORD);
        environment.put("ORBIT_KEY_PASSWORD", KEY_PASSWORD);
        environment.put("ORBIT_WRONG_PASSWORD", "wrong-" + PASSWORD);
        return environment;
    }

    private static String quoted() {
        return '"' + PASSWORD.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** An ACL that allows this to a user from everywhere. */
    static AclBinding acl(String user, AclOperation operation, ResourceType type, String name, PatternType pattern) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
    }

    void allow(AclBinding... acls) throws Exception {
        cluster.admin().createAcls(List.of(acls)).all().get(WITHIN_SECONDS, TimeUnit.SECONDS);
    }

    void disallow(AclBinding acl) throws Exception {
        AclBindingFilter filter = acl.toFilter();
        cluster.admin().deleteAcls(List.of(filter)).all().get(WITHIN_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        cluster.close();
        process.close();
    }
}
