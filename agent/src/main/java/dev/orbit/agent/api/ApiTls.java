// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.api;

import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS for the HTTP API, from what Kafka's listeners call {@code ssl.*}. Certificates are read anew when they have changed.
 * Thread-safe.
 */
public final class ApiTls {

    private static final Logger LOG = LoggerFactory.getLogger(ApiTls.class);

    /** Kafka's name of whether clients show a certificate, and its word for those that must. */
    public static final String CLIENT_AUTH = "ssl.client.auth";

    public static final String REQUIRED = "required";

    /** What only a client has, and a class of one's own, which {@link #context} could not be made of. */
    private static final Set<String> OTHERS =
            Set.of(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG, SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG);

    private static final ConfigDef SETTINGS = new ConfigDef()
            .define(
                    CLIENT_AUTH,
                    ConfigDef.Type.STRING,
                    "none",
                    ConfigDef.ValidString.in("none", "requested", REQUIRED),
                    ConfigDef.Importance.MEDIUM,
                    "");

    static {
        SslConfigs.addClientSslSupport(SETTINGS);
    }

    /** Kafka's names of what can be set. */
    public static final Set<String> NAMES =
            SETTINGS.names().stream().filter(name -> !OTHERS.contains(name)).collect(Collectors.toUnmodifiableSet());

    private final Map<String, String> given;
    private DefaultSslEngineFactory engines;
    private @Nullable String told;

    private ApiTls(Map<String, String> given) {
        this.given = given;
        this.engines = built(read(given));
    }

    /**
     * Reads the certificates.
     *
     * @param given settings of Kafka's {@link #NAMES}, and of its {@code config.providers} that their values may refer to
     * @throws KafkaException when they cannot be used
     */
    public static ApiTls of(Map<String, String> given) {
        return new ApiTls(Map.copyOf(given));
    }

    /** Whether only clients with a certificate that the trust store vouches for get through. */
    public synchronized boolean wantsCertificates() {
        return engines.createServerSslEngine("", 0).getNeedClientAuth();
    }

    /** Of which every connection gets the certificates as they are then. */
    SSLContext context() {
        return new EngineContext(this::engine).context();
    }

    private synchronized SSLEngine engine(String host, int port) {
        try {
            Map<String, Object> now = read(given);
            if (engines.shouldBeRebuilt(now)) {
                engines = built(now);
                told = null;
                LOG.info("the certificates of the HTTP API were read anew");
            }
        } catch (KafkaException e) {
            String why = reason(e);
            if (!why.equals(told)) {
                told = why;
                LOG.warn(
                        "the HTTP API keeps the certificates it has, for those that are there now are of no use: {}",
                        why);
            }
        }
        return engines.createServerSslEngine(host, port);
    }

    private static Map<String, Object> read(Map<String, String> given) {
        return new HashMap<>(new AbstractConfig(SETTINGS, given, false).values());
    }

    private static DefaultSslEngineFactory built(Map<String, Object> settings) {
        DefaultSslEngineFactory built = new DefaultSslEngineFactory();
        built.configure(settings);
        KeyStore keys = built.keystore();
        if (keys != null) {
            KeyPairs.check(keys, keyPassword(settings));
        }
        return built;
    }

    /** Kafka's rule: a key has its store's password where it has none of its own, and in PEM only its own. */
    private static char @Nullable [] keyPassword(Map<String, Object> settings) {
        boolean isPem = DefaultSslEngineFactory.PEM_TYPE.equals(settings.get(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG));
        Object own = settings.get(SslConfigs.SSL_KEY_PASSWORD_CONFIG);
        Object password = own == null && !isPem ? settings.get(SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG) : own;
        return password instanceof Password known ? known.value().toCharArray() : null;
    }

    /** Kafka's words, and those of what it tells as its cause. */
    public static String reason(KafkaException e) {
        StringBuilder all = new StringBuilder();
        for (Throwable at = e; at != null; at = at.getCause()) {
            String reason =
                    Objects.requireNonNullElse(at.getMessage(), at.getClass().getSimpleName());
            if (all.indexOf(reason) < 0) {
                all.append(all.isEmpty() ? "" : ": ").append(reason);
            }
        }
        return all.toString();
    }
}
