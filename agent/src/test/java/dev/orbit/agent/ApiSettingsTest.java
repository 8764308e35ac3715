// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.orbit.agent.AgentSettings.InvalidSettingsException;
import dev.orbit.agent.trial.Certificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiSettingsTest {

    private static final Map<String, String> TOKEN = Map.of("ORBIT_API_TOKEN", "secret");
    private static final Map<String, String> NO_TOKEN = Map.of();
    private static final Map<String, String> ELSEWHERE = Map.of("orbit.api.host", "0.0.0.0");

    @TempDir
    private static Path directory;

    private static Path pem;
    private static Certificates certificates;

    @BeforeAll
    static void makeCertificates() throws Exception {
        certificates = Certificates.selfSigned(directory.resolve("key.p12"), "agent", "dns:localhost");
        pem = Files.writeString(directory.resolve("key.pem"), certificates.keyPem() + certificates.certificatePem());
    }

    private static Map<String, String> tls() {
        return Map.of("orbit.api.ssl.keystore.type", "PEM", "orbit.api.ssl.keystore.location", pem.toString());
    }

    private static Map<String, String> clientCertificates() {
        return Map.of(
                "orbit.api.ssl.client.auth", "required",
                "orbit.api.ssl.truststore.type", "PEM",
                "orbit.api.ssl.truststore.location", pem.toString());
    }

    @SafeVarargs
    private static Properties properties(Map<String, String>... parts) {
        Properties all = new Properties();
        for (Map<String, String> part : parts) {
            all.putAll(part);
        }
        return all;
    }

    private static String refusal(Map<String, String> environment, Properties properties) {
        return String.valueOf(
                catchThrowableOfType(InvalidSettingsException.class, () -> AgentSettings.of(properties, environment))
                        .getMessage());
    }

    @SafeVarargs
    private static ApiSettings accepted(Map<String, String> environment, Map<String, String>... parts)
            throws Exception {
        return AgentSettings.of(properties(parts), environment).api();
    }

    /** A token that is meant and is not there must not open the API, nor shut everybody out without a word. */
    @ParameterizedTest
    @ValueSource(strings = {"ORBIT_API_TOKEN", "ORBIT_API_PLAN_TOKEN", "ORBIT_API_READ_TOKEN"})
    void aTokenThatIsEmptyIsRefused(String variable) {
        for (String value : new String[] {"", " \n"}) {
            assertThat(refusal(Map.of(variable, value), properties()))
                    .contains("[empty_token]", variable)
                    .doesNotContain("api_without");
            assertThat(refusal(Map.of(variable, value), properties(ELSEWHERE, tls())))
                    .contains("[empty_token]")
                    .doesNotContain("api_without");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "::1"})
    void wantsNothingOnTheLoopbackAddress(String host) throws Exception {
        ApiSettings api = accepted(NO_TOKEN, Map.of("orbit.api.host", host));

        assertThat(api.tls()).isNull();
        assertThat(api.scheme()).isEqualTo("http");
        assertThat(api.access().isGuarded()).isFalse();
    }

    @Test
    void servesTlsOnTheLoopbackAddressTooWhereItIsToldTo() throws Exception {
        assertThat(accepted(NO_TOKEN, tls()).scheme()).isEqualTo("https");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.7", "agent-1.example.com", "127.0.0.2"})
    void wantsTlsAndATokenElsewhereAndSaysBothAtOnce(String host) {
        assertThat(refusal(NO_TOKEN, properties(Map.of("orbit.api.host", host, "orbit.lease.ms", "soon"))))
                .contains("[api_without_tls]", "[api_without_token]", "orbit.lease.ms: 'soon'")
                .contains("orbit.api.host: ", host, "orbit.api.ssl.keystore.location", "ORBIT_API_TOKEN", "127.0.0.1");
    }

    @Test
    void eitherAloneIsNotEnough() {
        assertThat(refusal(TOKEN, properties(ELSEWHERE)))
                .contains("[api_without_tls]")
                .doesNotContain("[api_without_token]", "secret");
        assertThat(refusal(NO_TOKEN, properties(ELSEWHERE, tls())))
                .contains("[api_without_token]", "orbit.api.ssl.client.auth=required")
                .doesNotContain("[api_without_tls]");
    }

    @Test
    void takesATokenOrClientCertificatesBesideTls() throws Exception {
        ApiSettings withToken = accepted(TOKEN, ELSEWHERE, tls());
        assertThat(withToken.scheme()).isEqualTo("https");
        assertThat(withToken.access().isGuarded()).isTrue();

        ApiSettings mutual = accepted(NO_TOKEN, ELSEWHERE, tls(), clientCertificates());
        assertThat(mutual.access().isGuarded()).isTrue();
    }

    /** Who asks for a certificate and takes none too lets everybody through. */
    @Test
    void aCertificateThatIsOnlyRequestedGuardsNothing() {
        Map<String, String> requested = new HashMap<>(clientCertificates());
        requested.put("orbit.api.ssl.client.auth", "requested");

        assertThat(refusal(NO_TOKEN, properties(ELSEWHERE, tls(), requested))).contains("[api_without_token]");
    }

    /** Without a trust store of its own, Java would trust every public authority. */
    @Test
    void clientCertificatesWantATrustStore() {
        assertThat(refusal(TOKEN, properties(ELSEWHERE, tls(), Map.of("orbit.api.ssl.client.auth", "required"))))
                .contains("[api_trusts_everybody]", "orbit.api.ssl.truststore.location");
    }

    @Test
    void wantsAKeyStore() {
        assertThat(refusal(TOKEN, properties(ELSEWHERE, Map.of("orbit.api.ssl.keystore.type", "PEM"))))
                .contains("[api_without_certificate]", "orbit.api.ssl.keystore.location")
                .doesNotContain("[api_without_tls]");
    }

    @Test
    void saysWhatIsWrongWithAKeyStore() throws Exception {
        Path missing = directory.resolve("missing.pem");
        assertThat(refusal(TOKEN, properties(ELSEWHERE, tls(), location(missing))))
                .contains("[api_tls_unusable]", missing.toString(), "orbit.api.ssl.keystore.location: ");

        Path older = Files.writeString(
                directory.resolve("older.pem"),
                "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n"
                        + certificates.certificatePem());
        assertThat(refusal(TOKEN, properties(ELSEWHERE, tls(), location(older))))
                .contains("[api_tls_unusable]", "key format", "openssl pkcs8");
    }

    @Test
    void saysAtOnceThatAKeyStoreIsOfNoUseAndThatTheApiIsOpen() {
        assertThat(refusal(NO_TOKEN, properties(ELSEWHERE, tls(), location(directory.resolve("missing.pem")))))
                .contains("[api_tls_unusable]", "[api_without_token]")
                .doesNotContain("[api_without_tls]");
    }

    /** Every handshake would fail. */
    @ParameterizedTest
    @ValueSource(strings = {"PEM", "PKCS12"})
    void refusesAKeyThatIsNotItsCertificates(String type) throws Exception {
        Certificates other = Certificates.selfSigned(directory.resolve("other-" + type), "other", "dns:localhost");
        Path mixed = directory.resolve("mixed-" + type);
        if (type.equals("PEM")) {
            Files.writeString(mixed, other.keyPem() + certificates.certificatePem());
        } else {
            certificates.withKeyOf(other, mixed);
        }

        Map<String, String> store =
                Map.of("orbit.api.ssl.keystore.type", type, "orbit.api.ssl.keystore.location", mixed.toString());
        Map<String, String> password =
                type.equals("PEM") ? Map.of() : Map.of("orbit.api.ssl.keystore.password", Certificates.PASSWORD);
        assertThat(refusal(TOKEN, properties(ELSEWHERE, store, password)))
                .contains("[api_tls_unusable]", "the key is not that of the certificate CN=agent");
    }

    @Test
    void takesAKeyStoreWithAPassword() throws Exception {
        Map<String, String> store = Map.of(
                "orbit.api.ssl.keystore.location",
                certificates.keyStore().toString(),
                "orbit.api.ssl.keystore.type",
                "PKCS12",
                "orbit.api.ssl.keystore.password",
                Certificates.PASSWORD);

        assertThat(accepted(TOKEN, ELSEWHERE, store).tls()).isNotNull();
        Path jks = certificates.jksKeyStore("of the key");
        Map<String, String> ofItsOwn = Map.of(
                "orbit.api.ssl.keystore.location", jks.toString(),
                "orbit.api.ssl.keystore.type", "JKS",
                "orbit.api.ssl.key.password", "of the key");
        assertThat(accepted(TOKEN, ELSEWHERE, store, ofItsOwn).tls()).isNotNull();
    }

    private static Map<String, String> location(Path file) {
        return Map.of("orbit.api.ssl.keystore.location", file.toString());
    }

    @Test
    void doesNotShowAPasswordThatIsWrong() {
        Map<String, String> wrong = Map.of(
                "orbit.api.ssl.keystore.location",
                certificates.keyStore().toString(),
                "orbit.api.ssl.keystore.password",
                "guessed");

        assertThat(refusal(TOKEN, properties(ELSEWHERE, Map.of("orbit.api.ssl.keystore.type", "PKCS12"), wrong)))
                .contains("[api_tls_unusable]", "password")
                .doesNotContain("guessed");
    }

    /** Kafka's way to keep a key and its certificates in files of their own, and passwords out of this one. */
    @Test
    void takesValuesFromKafkasProviders() throws Exception {
        Path secrets = Files.createDirectory(directory.resolve("secrets"));
        Files.writeString(secrets.resolve("tls.key"), certificates.keyPem());
        Files.writeString(secrets.resolve("tls.crt"), certificates.certificatePem());

        ApiSettings api = accepted(
                TOKEN,
                ELSEWHERE,
                Map.of(
                        "config.providers", "dir",
                        "config.providers.dir.class", "org.apache.kafka.common.config.provider.DirectoryConfigProvider",
                        "orbit.api.ssl.keystore.type", "PEM",
                        "orbit.api.ssl.keystore.key", "${dir:" + secrets + ":tls.key}",
                        "orbit.api.ssl.keystore.certificate.chain", "${dir:" + secrets + ":tls.crt}"));

        assertThat(api.tls()).isNotNull();
    }

    @Test
    void listsTheSettingsOfTlsForOneThatIsNone() {
        assertThat(refusal(NO_TOKEN, properties(Map.of("orbit.api.ssl.keystore.file", "x"))))
                .contains("orbit.api.ssl.keystore.file", "orbit.api.ssl.keystore.location", "orbit.api.ssl.client.auth")
                .doesNotContain("orbit.lease.ms", "ssl.endpoint.identification.algorithm");
        assertThat(refusal(NO_TOKEN, properties(Map.of("orbit.api.tls", "x"))))
                .contains("orbit.api.tls", "orbit.lease.ms", "orbit.api.ssl.*");
    }
}
