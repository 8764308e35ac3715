// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.orbit.agent.lab.FreePorts;
import dev.orbit.agent.lab.StockBrokerOptions;
import dev.orbit.agent.lab.StockBrokerProcess;
import dev.orbit.agent.source.SourceLab;
import dev.orbit.agent.source.admin.SourceAdmin;
import dev.orbit.agent.source.admin.SourceTopic;
import dev.orbit.agent.source.fetch.RecordingTarget;
import dev.orbit.agent.source.fetch.SourceFetchers;
import dev.orbit.agent.source.forward.ForwardResult;
import dev.orbit.agent.source.forward.Forwards;
import dev.orbit.agent.source.forward.SourceProducer;
import dev.orbit.agent.source.metadata.RecordingListener;
import dev.orbit.agent.source.metadata.SourceMetadata;
import dev.orbit.agent.trial.AnySource;
import dev.orbit.agent.trial.Certificates;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.FetchSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A source with SASL, TLS and ACLs. */
@AnySource
@Timeout(120)
class SecuredSourceIT {

    /** With what must be escaped in a login. */
    private static final String PASSWORD = "p\"w\\ $%'";

    private static final String PLAIN_MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule";
    private static final String SCRAM_MODULE = "org.apache.kafka.common.security.scram.ScramLoginModule";

    @TempDir
    static Path directory;

    private static final int SASL_PORT = FreePorts.next();
    private static final int TLS_PORT = FreePorts.next();
    private static final int SASL_TLS_PORT = FreePorts.next();
    private static final int MUTUAL_PORT = FreePorts.next();

    private static Certificates server;
    private static Certificates client;
    private static StockBrokerProcess broker;
    private static SourceLab source;
    private static SourceTopic topic;

    @BeforeAll
    static void startSource() throws Exception {
        // Good for the name, and not for the address 127.0.0.1.
        server = Certificates.selfSigned(directory.resolve("server.p12"), "server", "dns:localhost");
        client = Certificates.selfSigned(directory.resolve("client.p12"), "client", "dns:client");
        broker = StockBrokerProcess.start(options());
        source = new SourceLab(broker.bootstrapServers());
        topic = source.createTopic("orders", 1);
        source.produce("orders", 0, 10);
        addScramUser(ScramMechanism.SCRAM_SHA_256);
        addScramUser(ScramMechanism.SCRAM_SHA_512);
        allow("User:limited", AclOperation.DESCRIBE);
        allow("User:CN=client", AclOperation.READ);
    }

    @AfterAll
    static void stopSource() {
        source.close();
        broker.close();
    }

    private static StockBrokerOptions options() throws Exception {
        StockBrokerOptions plain = StockBrokerOptions.in(directory.resolve("broker"));
        String listeners = "SASL://localhost:" + SASL_PORT + ",TLS://localhost:" + TLS_PORT + ",SASLTLS://localhost:"
                + SASL_TLS_PORT + ",MUTUAL://localhost:" + MUTUAL_PORT;
        String login = " required user_orbit=" + quoted(PASSWORD) + " user_limited=" + quoted(PASSWORD) + ";";
        Map<String, String> properties = new HashMap<>(Map.of(
                "listeners",
                plain.listeners() + "," + listeners,
                "advertised.listeners",
                "CLIENT://127.0.0.1:" + plain.port() + "," + listeners,
                "listener.security.protocol.map",
                "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_PLAINTEXT,TLS:SSL,SASLTLS:SASL_SSL,MUTUAL:SSL",
                "sasl.enabled.mechanisms",
                "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
                "ssl.keystore.location",
                server.keyStore().toString(),
                "ssl.keystore.password",
                Certificates.PASSWORD,
                "listener.name.mutual.ssl.client.auth",
                "required",
                "authorizer.class.name",
                plain.release().authorizer(),
                "super.users",
                "User:ANONYMOUS;User:orbit"));
        properties.put("ssl.truststore.location", client.trustStore().toString());
        properties.put("ssl.truststore.password", Certificates.PASSWORD);
        for (String listener : List.of("sasl", "sasltls")) {
            properties.put("listener.name." + listener + ".plain.sasl.jaas.config", PLAIN_MODULE + login);
            for (String scram : List.of("scram-sha-256", "scram-sha-512")) {
                properties.put(
                        "listener.name." + listener + "." + scram + ".sasl.jaas.config", SCRAM_MODULE + " required;");
            }
        }
        for (Map.Entry<String, String> property : properties.entrySet()) {
            plain = plain.with(property.getKey(), property.getValue());
        }
        return plain;
    }

    @ParameterizedTest
    @CsvSource({
        "plain, false",
        "plain, true",
        "scram-256, false",
        "scram-256, true",
        "scram-512, false",
        "scram-512, true"
    })
    void readsAndWritesWithEachMechanism(String mechanism, boolean tls) throws Exception {
        SourceClientConfig config = config(tls ? SASL_TLS_PORT : SASL_PORT, login("orbit", mechanism, tls), env());

        readsAndWrites(config, "with-" + mechanism + tls);
    }

    @Test
    void presentsItsCertificateAsPemOrJks() throws Exception {
        Credentials pem = Logins.pem("ORBIT_CERT", "ORBIT_KEY", "ORBIT_CA");
        Credentials jks = Logins.jks("ORBIT_KS", "ORBIT_STOREPASS", null, "ORBIT_TS", "ORBIT_STOREPASS");

        for (Credentials credentials : List.of(pem, jks)) {
            SourceClientConfig config = config(MUTUAL_PORT, credentials, env());
            try (SourceAdmin admin = new SourceAdmin(config)) {
                assertThat(admin.describe(List.of("orders"))).containsExactly(topic);
            }
        }
    }

    @Test
    void skipsTheVerificationAndStillPresentsItsCertificate() throws Exception {
        Credentials unverified = Logins.unverified(null, null);
        Credentials presenting = Logins.unverified("ORBIT_CERT", "ORBIT_KEY");

        // 127.0.0.1 is not a name of the certificate, and nothing vouches for it.
        SourceClientConfig byAddress = SourceLab.config("127.0.0.1:" + TLS_PORT, unverified, env());
        assertThat(new SourceProbe(byAddress, 10_000).firstAnswer().brokers()).hasSize(1);
        try (SourceAdmin admin = new SourceAdmin(config(MUTUAL_PORT, presenting, env()))) {
            assertThat(admin.describe(List.of("orders"))).containsExactly(topic);
        }
        assertThat(failure(byAddressVerified()).getMessage()).contains("TLS handshake failed");
    }

    private SourceClientConfig byAddressVerified() throws Exception {
        return SourceLab.config("127.0.0.1:" + TLS_PORT, Logins.pem(null, null, "ORBIT_CA"), env());
    }

    @Test
    void saysWhatIsWrongWithTheCredentials() throws Exception {
        Map<String, String> wrongPassword = env();
        wrongPassword.put("ORBIT_PASSWORD", "wrong");
        Map<String, String> noStore = env();
        noStore.put("ORBIT_KS", directory.resolve("no-such.jks").toString());

        SourceException plain = failure(config(SASL_PORT, login("orbit", "plain", false), wrongPassword));
        SourceException scram = failure(config(SASL_PORT, login("orbit", "scram-512", false), wrongPassword));
        SourceException noTls = failure(config(TLS_PORT, Credentials.PLAINTEXT, env()));
        SourceException noSasl = failure(config(SASL_PORT, Credentials.PLAINTEXT, env()));
        SourceException tlsToPlaintext = failure(
                SourceLab.config("localhost:" + broker.options().port(), Logins.pem(null, null, "ORBIT_CA"), env()));
        SourceException unknownAuthority = failure(config(TLS_PORT, Logins.pem(null, null, "ORBIT_CERT"), env()));
        SourceException noCertificate = failure(config(MUTUAL_PORT, Logins.pem(null, null, "ORBIT_CA"), env()));
        SourceException noKeyStore =
                failure(config(MUTUAL_PORT, Logins.jks("ORBIT_KS", "ORBIT_STOREPASS", null, null, null), noStore));

        assertThat(plain.reason()).isEqualTo(SourceException.Reason.AUTHENTICATION);
        assertThat(plain)
                .hasMessageContaining("localhost:" + SASL_PORT)
                .hasMessageContaining("Invalid username or password");
        assertThat(scram.reason()).isEqualTo(SourceException.Reason.AUTHENTICATION);
        assertThat(noTls.reason()).isEqualTo(SourceException.Reason.UNREACHABLE);
        assertThat(noTls.remedy()).contains("use_tls");
        assertThat(noSasl.remedy()).contains("sasl_mechanism");
        assertThat(tlsToPlaintext).hasMessageContaining("closed the connection during the handshake");
        assertThat(tlsToPlaintext.remedy()).contains("use_tls");
        assertThat(unknownAuthority.reason()).isEqualTo(SourceException.Reason.TLS);
        assertThat(unknownAuthority).hasMessageContaining("unable to find valid certification path");
        assertThat(noCertificate.reason()).isIn(SourceException.Reason.TLS, SourceException.Reason.UNREACHABLE);
        assertThat(noKeyStore.reason()).isEqualTo(SourceException.Reason.TLS);
        assertThat(noKeyStore).hasMessageContaining("no-such.jks");
    }

    @Test
    void namesThePermissionThatIsMissing() throws Exception {
        SourceClientConfig config = config(SASL_PORT, login("limited", "plain", false), env());
        RecordingListener listener = new RecordingListener();
        try (SourceAdmin admin = new SourceAdmin(config);
                SourceMetadata metadata = SourceMetadata.start(config, null, listener);
                SourceFetchers fetchers = new SourceFetchers(config, metadata, FetchSettings.DEFAULTS);
                SourceProducer producer =
                        SourceProducer.start(config, null, SourceProducer.Settings.DEFAULTS, listener)) {
            assertThat(admin.listTopics()).containsExactly(topic);
            SourceAdmin.TopicConfigs configs = admin.topicConfigs(List.of("orders"));
            assertThat(configs.found()).isEmpty();
            SourceException refused = configs.refused().get("orders");
            assertThat(refused).isNotNull();
            assertThat(refused.reason()).isEqualTo(SourceException.Reason.AUTHORIZATION);
            assertThat(refused).hasMessageContaining("DescribeConfigs on topic orders");

            RecordingTarget target = new RecordingTarget(topic, 0);
            fetchers.assign(Set.of(target));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(target.failures).contains(Errors.TOPIC_AUTHORIZATION_FAILED));

            Forwards forwards = new Forwards(producer);
            ForwardResult result = forwards.await(
                    forwards.forward(Forwards.request(topic, 0, Forwards.batch(-1, -1, "a"), 1, 30_000)));
            assertThat(result.error()).isEqualTo(Errors.POLICY_VIOLATION);
            assertThat(result.errorMessage()).contains("the proxy's principal Write on topic orders");
        }
    }

    @Test
    void aWrongPasswordIsSaidOnceWhileOrbitKeepsTrying() throws Exception {
        Map<String, String> wrong = env();
        wrong.put("ORBIT_PASSWORD", "wrong");
        RecordingListener listener = new RecordingListener();
        try (SourceMetadata metadata =
                SourceMetadata.start(config(SASL_PORT, login("orbit", "plain", false), wrong), null, listener)) {
            await().atMost(Duration.ofSeconds(30)).until(() -> !listener.heard.isEmpty());
            metadata.refresh();
            await().during(Duration.ofSeconds(1)).until(() -> listener.heard.size() == 1);
            assertThat(listener.heard.get(0)).startsWith("unreachable: ").contains("SASL authentication failed");
        }
    }

    private static void readsAndWrites(SourceClientConfig config, String name) throws Exception {
        SourceTopic own = source.createTopic(name, 1);
        RecordingListener listener = new RecordingListener();
        try (SourceAdmin admin = new SourceAdmin(config);
                SourceMetadata metadata = SourceMetadata.start(config, null, listener);
                SourceFetchers fetchers = new SourceFetchers(config, metadata, FetchSettings.DEFAULTS);
                SourceProducer producer =
                        SourceProducer.start(config, null, SourceProducer.Settings.DEFAULTS, listener)) {
            assertThat(admin.describe(List.of(name))).containsExactly(own);
            RecordingTarget target = new RecordingTarget(own, 0);
            fetchers.assign(Set.of(target));
            new Forwards(producer)
                    .forwardUntilTaken(Forwards.request(own, 0, Forwards.batch(-1, -1, "a", "b"), -1, 30_000));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(target.nextOffset).isEqualTo(2));
        }
    }

    private static SourceException failure(SourceClientConfig config) {
        try (SourceAdmin admin = new SourceAdmin(config, Duration.ofSeconds(10))) {
            return catchThrowableOfType(SourceException.class, admin::clusterId);
        }
    }

    private static SourceClientConfig config(int port, Credentials credentials, Map<String, String> env) {
        return SourceLab.config("localhost:" + port, credentials, env);
    }

    private static Credentials login(String user, String mechanism, boolean tls) {
        String variable = "ORBIT_USER_" + user;
        return tls
                ? Logins.saslOverTls(variable, "ORBIT_PASSWORD", mechanism, "ORBIT_CA")
                : Logins.sasl(variable, "ORBIT_PASSWORD", mechanism);
    }

    private static Map<String, String> env() throws Exception {
        Map<String, String> env = new HashMap<>();
        env.put("ORBIT_USER_orbit", "orbit");
        env.put("ORBIT_USER_limited", "limited");
        env.put("ORBIT_PASSWORD", PASSWORD);
        env.put("ORBIT_CA", server.certificatePem());
        env.put("ORBIT_CERT", client.certificatePem());
        env.put("ORBIT_KEY", client.keyPem());
        env.put("ORBIT_KS", client.keyStore().toString());
        env.put("ORBIT_TS", server.trustStore().toString());
        env.put("ORBIT_STOREPASS", Certificates.PASSWORD);
        return env;
    }

    private static void addScramUser(ScramMechanism mechanism) throws Exception {
        source.admin()
                .alterUserScramCredentials(List.of(
                        new UserScramCredentialUpsertion("orbit", new ScramCredentialInfo(mechanism, 4096), PASSWORD)))
                .all()
                .get(30, TimeUnit.SECONDS);
    }

    private static void allow(String principal, AclOperation operation) throws Exception {
        source.admin()
                .createAcls(List.of(new AclBinding(
                        new ResourcePattern(ResourceType.TOPIC, "orders", PatternType.LITERAL),
                        new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW))))
                .all()
                .get(30, TimeUnit.SECONDS);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
