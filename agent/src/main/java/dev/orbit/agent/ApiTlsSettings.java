// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import dev.orbit.agent.api.Access.Transport;
import dev.orbit.agent.api.ApiTls;
import dev.orbit.schemas.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SslConfigs;
import org.jspecify.annotations.Nullable;

/**
 * TLS of the HTTP API as it is set: as that of Kafka's listeners is, with {@code orbit.api.} before the names.
 *
 * @param tls null: none is set, or it cannot be used, and a problem tells so
 */
record ApiTlsSettings(Transport transport, @Nullable ApiTls tls) {

    static final String PREFIX = "orbit.api.";
    static final String KEY_STORE = PREFIX + SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG;
    static final String TRUST_STORE = PREFIX + SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG;
    static final String CLIENT_AUTH = PREFIX + ApiTls.CLIENT_AUTH;

    /** How a key store is named, for remedies. */
    static final String PEM = " (with " + PREFIX + SslConfigs.SSL_KEYSTORE_TYPE_CONFIG
            + "=PEM: a file with the key, in PKCS #8, and its certificates)";

    /** Kafka's own, by which values may be kept elsewhere. */
    private static final String PROVIDERS = "config.providers";

    private static final String REFERENCE = "${";

    static Set<String> names() {
        return ApiTls.NAMES.stream().map(PREFIX::concat).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Reads the certificates.
     *
     * @param given all settings of the agent
     * @param problems gets what is wrong
     */
    static ApiTlsSettings of(Map<String, String> given, List<Problem> problems) {
        Map<String, String> kafkas = new TreeMap<>();
        names().forEach(name -> {
            if (given.containsKey(name)) {
                kafkas.put(name.substring(PREFIX.length()), given.getOrDefault(name, ""));
            }
        });
        if (kafkas.isEmpty()) {
            return new ApiTlsSettings(Transport.PLAIN, null);
        }
        int before = problems.size();
        checkKeyStore(kafkas, problems);
        checkTrustStore(kafkas, problems);
        checkFile(kafkas, SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG, problems);
        checkFile(kafkas, SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, problems);
        given.forEach((name, value) -> {
            if (name.startsWith(PROVIDERS)) {
                kafkas.put(name, value);
            }
        });
        ApiTls tls = problems.size() > before ? null : read(kafkas, problems);
        boolean isMutual =
                tls == null ? ApiTls.REQUIRED.equals(kafkas.get(ApiTls.CLIENT_AUTH)) : tls.wantsCertificates();
        return new ApiTlsSettings(isMutual ? Transport.MUTUAL_TLS : Transport.TLS, tls);
    }

    private static void checkKeyStore(Map<String, String> kafkas, List<Problem> problems) {
        if (!kafkas.containsKey(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG)
                && !kafkas.containsKey(SslConfigs.SSL_KEYSTORE_KEY_CONFIG)) {
            problems.add(new Problem(
                    "api_without_certificate",
                    "the HTTP API is to serve TLS (" + PREFIX
                            + kafkas.keySet().iterator().next() + "), and has no certificate to show.",
                    KEY_STORE,
                    "Name a key store" + PEM + ", or set nothing of " + PREFIX + "ssl.*."));
        }
    }

    /** Java would trust every public authority. */
    private static void checkTrustStore(Map<String, String> kafkas, List<Problem> problems) {
        String clientAuth = kafkas.getOrDefault(ApiTls.CLIENT_AUTH, "none");
        if (!clientAuth.equals("none")
                && !kafkas.containsKey(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG)
                && !kafkas.containsKey(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG)) {
            problems.add(new Problem(
                    "api_trusts_everybody",
                    CLIENT_AUTH + " is " + clientAuth + ", and whoever any public authority signed a certificate for"
                            + " would get through.",
                    TRUST_STORE,
                    "Name a trust store with the authority of your clients (with " + PREFIX
                            + SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG + "=PEM: a file with its certificate)."));
        }
    }

    private static void checkFile(Map<String, String> kafkas, String setting, List<Problem> problems) {
        String file = kafkas.getOrDefault(setting, "");
        if (!file.isEmpty() && !file.startsWith(REFERENCE) && !Files.isReadable(Path.of(file))) {
            problems.add(new Problem(
                    "api_tls_unusable",
                    "cannot read " + file + ".",
                    PREFIX + setting,
                    "Name a file that is there and that this user may read."));
        }
    }

    private static @Nullable ApiTls read(Map<String, String> kafkas, List<Problem> problems) {
        try {
            return ApiTls.of(kafkas);
        } catch (KafkaException e) {
            problems.add(new Problem(
                    "api_tls_unusable",
                    "TLS of the HTTP API cannot be set up: " + ApiTls.reason(e) + ".",
                    PREFIX + "ssl.*",
                    "Correct it; it is set as ssl.* of Kafka's listeners is. A key in PEM is unencrypted PKCS #8: convert it"
                            + " with \"openssl pkcs8 -topk8 -nocrypt\"."));
            return null;
        }
    }
}
