// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import dev.orbit.schemas.ConnectionWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Files, in PEM, by which a client and the agents know each other over TLS: as of all of Orbit's commands. */
final class TlsOptions {

    private static final String PEM = "PEM";

    @Option(names = "--ca-file", paramLabel = "FILE", description = ConnectionWords.CA_FILE_TEXT)
    private @Nullable String caFile;

    @Option(names = "--client-cert-file", paramLabel = "FILE", description = ConnectionWords.CLIENT_CERT_FILE_TEXT)
    private @Nullable String clientCertFile;

    @Option(names = "--client-key-file", paramLabel = "FILE", description = ConnectionWords.CLIENT_KEY_FILE_TEXT)
    private @Nullable String clientKeyFile;

    /** Those that Java trusts, where nothing is given; with an endpoint without TLS nothing is read. */
    SSLContext context(Endpoint endpoint, Map<String, String> environment) {
        Map<String, String> settings = new HashMap<>();
        if ("https".equalsIgnoreCase(endpoint.uri().getScheme())) {
            putTrust(settings, given(caFile, environment, ConnectionWords.CA_FILE_ENV));
            putKey(
                    settings,
                    given(clientCertFile, environment, ConnectionWords.CLIENT_CERT_FILE_ENV),
                    given(clientKeyFile, environment, ConnectionWords.CLIENT_KEY_FILE_ENV));
        }
        try {
            return settings.isEmpty() ? SSLContext.getDefault() : context(settings);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java cannot set up TLS", e);
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw unusable(cause.getMessage() + ".");
        }
    }

    private static @Nullable String given(@Nullable String option, Map<String, String> environment, String variable) {
        String fallback = environment.getOrDefault(variable, "");
        return option == null && !fallback.isBlank() ? fallback : option;
    }

    private static void putTrust(Map<String, String> settings, @Nullable String file) {
        if (file != null) {
            settings.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, PEM);
            settings.put(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, read(file));
        }
    }

    private static void putKey(Map<String, String> settings, @Nullable String certificate, @Nullable String key) {
        if (certificate != null) {
            settings.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, PEM);
            settings.put(SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, read(certificate));
            settings.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, read(key == null ? certificate : key));
        } else if (key != null) {
            throw unusable("there is a client's key, " + key + ", and no certificate.");
        }
    }

    private static SSLContext context(Map<String, String> settings) {
        ConfigDef names = new ConfigDef();
        SslConfigs.addClientSslSupport(names);
        DefaultSslEngineFactory factory = new DefaultSslEngineFactory();
        factory.configure(new AbstractConfig(names, settings, false).values());
        return factory.sslContext();
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException | InvalidPathException e) {
            String why = e instanceof NoSuchFileException ? "there is no such file" : e.getMessage();
            throw unusable("cannot read " + file + ": " + why + ".");
        }
    }

    private static VerifyException unusable(String why) {
        return VerifyException.of(
                "invalid_tls_file",
                "The files for TLS cannot be used: " + why,
                "Check --ca-file, --client-cert-file and --client-key-file (ORBIT_CA_FILE, ORBIT_CLIENT_CERT_FILE,"
                        + " ORBIT_CLIENT_KEY_FILE): PEM, the key unencrypted PKCS #8.");
    }
}
