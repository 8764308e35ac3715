// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.orbit.schemas.BrokerAddress;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceClientConfigTest {

    private static final List<BrokerAddress> BROKERS =
            List.of(new BrokerAddress("kafka-1", 9092), new BrokerAddress("::1", 9093));
    private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
    private static final String KEY = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----";

    private final Map<String, String> env = new HashMap<>();

    @Test
    void plaintextNeedsNothing() {
        assertThat(resolved(Credentials.PLAINTEXT))
                .containsOnly(
                        Map.entry("client.id", "orbit-a"),
                        Map.entry("bootstrap.servers", "kafka-1:9092,[::1]:9093"),
                        Map.entry("security.protocol", "PLAINTEXT"));
    }

    @ParameterizedTest
    @CsvSource({
        "plain, false, SASL_PLAINTEXT, PLAIN, plain.PlainLoginModule",
        "plain, true, SASL_SSL, PLAIN, plain.PlainLoginModule",
        "scram-256, false, SASL_PLAINTEXT, SCRAM-SHA-256, scram.ScramLoginModule",
        "scram-512, true, SASL_SSL, SCRAM-SHA-512, scram.ScramLoginModule"
    })
    void logsInWithEachMechanism(String mechanism, boolean tls, String protocol, String kafkaName, String module) {
        env.put("ORBIT_USER", "alice");
        env.put("ORBIT_PASSWORD", "secret");

        Map<String, Object> properties = resolved(sasl(mechanism, tls));

        assertThat(properties).containsEntry("security.protocol", protocol).containsEntry("sasl.mechanism", kafkaName);
        AppConfigurationEntry login = login(properties);
        assertThat(login.getLoginModuleName()).isEqualTo("org.apache.kafka.common.security." + module);
        assertThat(login.getOptions()).isEqualTo(Map.of("username", "alice", "password", "secret"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"",
                "\\",
                "\\\"",
                "a\"; b=\"c",
                "\\n",
                "line\nbreak\r\n",
                "// no comment",
                "{}$#';",
                "pässwörd",
                "\\101"
            })
    void kafkaReadsTheSecretThatWasMeant(String secret) {
        env.put("ORBIT_USER", secret);
        env.put("ORBIT_PASSWORD", secret + secret);

        assertThat(login(resolved(sasl("plain", false))).getOptions())
                .isEqualTo(Map.of("username", secret, "password", secret + secret));
    }

    @Test
    void kafkaReadsRandomSecrets() {
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            String secret = random.ints(1 + random.nextInt(20), 1, 0x250)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            env.put("ORBIT_USER", "u");
            env.put("ORBIT_PASSWORD", secret);

            assertThat(login(resolved(sasl("scram-256", false))).getOptions().get("password"))
                    .isEqualTo(secret);
        }
    }

    @Test
    void presentsAPemCertificate() {
        env.put("ORBIT_CERT", CERTIFICATE);
        env.put("ORBIT_KEY", KEY);
        env.put("ORBIT_CA", CERTIFICATE);

        Map<String, Object> properties = resolved(Logins.pem("ORBIT_CERT", "ORBIT_KEY", "ORBIT_CA"));

        assertThat(properties)
                .containsEntry("security.protocol", "SSL")
                .containsEntry("ssl.keystore.type", "PEM")
                .containsEntry("ssl.keystore.certificate.chain", new Password(CERTIFICATE))
                .containsEntry("ssl.keystore.key", new Password(KEY))
                .containsEntry("ssl.truststore.type", "PEM")
                .containsEntry("ssl.truststore.certificates", new Password(CERTIFICATE))
                .doesNotContainKey("ssl.engine.factory.class");
    }

    @Test
    void presentsAJksCertificate() {
        env.put("ORBIT_KS", "/etc/keys.jks");
        env.put("ORBIT_KSP", "a");
        env.put("ORBIT_KP", "b");
        env.put("ORBIT_TS", "/etc/trust.jks");
        env.put("ORBIT_TSP", "c");

        Map<String, Object> properties =
                resolved(Logins.jks("ORBIT_KS", "ORBIT_KSP", "ORBIT_KP", "ORBIT_TS", "ORBIT_TSP"));

        assertThat(properties)
                .containsEntry("ssl.keystore.location", "/etc/keys.jks")
                .containsEntry("ssl.keystore.password", new Password("a"))
                .containsEntry("ssl.key.password", new Password("b"))
                .containsEntry("ssl.truststore.location", "/etc/trust.jks")
                .containsEntry("ssl.truststore.password", new Password("c"));
    }

    @Test
    void skipsVerificationOnlyWhereThereIsTls() {
        Credentials insecure = Logins.unverified(null, null);
        Credentials plaintext =
                new Credentials(null, null, null, false, true, null, null, null, null, null, null, null, null);

        assertThat(resolved(insecure))
                .containsEntry("ssl.engine.factory.class", InsecureSslEngineFactory.class)
                .containsEntry("ssl.endpoint.identification.algorithm", "");
        assertThat(resolved(plaintext)).containsOnlyKeys("client.id", "bootstrap.servers", "security.protocol");
    }

    @Test
    void saysAllThatIsWrongAtOnce() {
        env.put("ORBIT_EMPTY", "");
        env.put("ORBIT_FILE", "/etc/cert.pem");
        env.put("ORBIT_RSA", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----");
        Credentials credentials = new Credentials(
                "AWS_SECRET_ACCESS_KEY",
                "ORBIT_EMPTY",
                "gssapi",
                false,
                false,
                "ORBIT_FILE",
                "ORBIT_RSA",
                "ORBIT_MISSING",
                "ORBIT_MISSING",
                null,
                null,
                null,
                null);

        List<Problem> problems = unresolved(
                List.of(
                        new BrokerAddress("", 9092),
                        new BrokerAddress("http://k", 0),
                        new BrokerAddress("k:9092", 65536)),
                credentials);

        assertThat(problems)
                .extracting(Problem::field, Problem::code)
                .containsExactlyInAnyOrder(
                        tuple("source_bootstrap_brokers[0].hostname", "invalid_hostname"),
                        tuple("source_bootstrap_brokers[1].hostname", "invalid_hostname"),
                        tuple("source_bootstrap_brokers[1].port", "invalid_port"),
                        tuple("source_bootstrap_brokers[2].hostname", "invalid_hostname"),
                        tuple("source_bootstrap_brokers[2].port", "invalid_port"),
                        tuple("creds.sasl_username_env", "invalid_env_name"),
                        tuple("creds.sasl_password_env", "env_not_set"),
                        tuple("creds.sasl_mechanism", "invalid_sasl_mechanism"),
                        tuple("creds.mtls_client_cert_env", "invalid_pem"),
                        tuple("creds.mtls_client_key_env", "invalid_pem"),
                        tuple("creds.mtls_server_ca_cert_env", "env_not_set"),
                        tuple("creds.jks_key_store_file_path_env", "env_not_set"),
                        tuple("creds.jks_key_store_password_env", "incomplete_credentials"),
                        tuple("creds.jks_key_store_file_path_env", "conflicting_credentials"),
                        tuple("creds.mtls_client_cert_env", "tls_not_used"),
                        tuple("creds.mtls_server_ca_cert_env", "tls_not_used"),
                        tuple("creds.jks_key_store_file_path_env", "tls_not_used"));
        assertThat(problems.toString()).contains("AWS_SECRET_ACCESS_KEY").contains("ORBIT_EMPTY is empty");
    }

    @Test
    void wantsBothHalvesOfALogin() {
        env.put("ORBIT_USER", "alice");
        Credentials noMechanism =
                new Credentials("ORBIT_USER", null, null, false, false, null, null, null, null, null, null, null, null);
        Credentials noPassword = new Credentials(
                "ORBIT_USER", null, "plain", false, false, null, null, null, null, null, null, null, null);

        assertThat(unresolved(BROKERS, noMechanism))
                .extracting(Problem::code)
                .containsExactly("incomplete_credentials");
        assertThat(unresolved(BROKERS, noPassword)).extracting(Problem::code).containsExactly("incomplete_credentials");
        assertThat(unresolved(List.of(), Credentials.PLAINTEXT))
                .extracting(Problem::code)
                .containsExactly("missing_source_bootstrap_brokers");
    }

    @Test
    void keepsSecretsOutOfItsText() {
        env.put("ORBIT_USER", "alice");
        env.put("ORBIT_PASSWORD", "hunter2");

        assertThat(resolve(BROKERS, sasl("plain", false)).toString()).doesNotContain("hunter2");
    }

    private static Credentials sasl(String mechanism, boolean tls) {
        return tls
                ? Logins.saslOverTls("ORBIT_USER", "ORBIT_PASSWORD", mechanism, null)
                : Logins.sasl("ORBIT_USER", "ORBIT_PASSWORD", mechanism);
    }

    private static AppConfigurationEntry login(Map<String, Object> properties) {
        return JaasContext.loadClientContext(properties).configurationEntries().get(0);
    }

    private Map<String, Object> resolved(Credentials credentials) {
        return ((SourceClientConfig.Resolved) resolve(BROKERS, credentials))
                .config()
                .properties();
    }

    private List<Problem> unresolved(List<BrokerAddress> brokers, Credentials credentials) {
        return ((SourceClientConfig.Unresolved) resolve(brokers, credentials)).problems();
    }

    private SourceClientConfig.Resolution resolve(List<BrokerAddress> brokers, Credentials credentials) {
        return SourceClientConfig.resolve("orbit-a", brokers, credentials, "creds", this::env);
    }

    private @Nullable String env(String name) {
        return env.get(name);
    }
}
