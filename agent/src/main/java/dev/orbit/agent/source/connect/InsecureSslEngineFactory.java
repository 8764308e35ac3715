// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.connect;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.auth.SslEngineFactory;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts, and accepts whatever certificate the broker shows: {@code tls_insecure_skip_verify}. The client's own
 * certificate is presented as usual. Kafka makes it by its class name.
 */
public final class InsecureSslEngineFactory implements SslEngineFactory {

    private final DefaultSslEngineFactory stores = new DefaultSslEngineFactory();
    private @Nullable SSLContext context;
    private List<String> enabledProtocols = List.of();

    @Override
    @SuppressWarnings("unchecked")
    public void configure(Map<String, ?> configs) {
        stores.configure(configs);
        if (configs.get(SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG) instanceof List<?> protocols) {
            enabledProtocols = (List<String>) protocols;
        }
        try {
            SSLContext insecure = SSLContext.getInstance((String) configs.get(SslConfigs.SSL_PROTOCOL_CONFIG));
            insecure.init(keyManagers(configs), new TrustManager[] {new TrustEverybody()}, null);
            context = insecure;
        } catch (GeneralSecurityException e) {
            throw new KafkaException("Cannot set up TLS: " + e.getMessage(), e);
        }
    }

    private KeyManager @Nullable [] keyManagers(Map<String, ?> configs) throws GeneralSecurityException {
        KeyStore keyStore = stores.keystore();
        if (keyStore == null) {
            return null;
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        Object keyPassword = configs.get(SslConfigs.SSL_KEY_PASSWORD_CONFIG);
        Object password = keyPassword != null ? keyPassword : configs.get(SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG);
        factory.init(
                keyStore, password instanceof Password secret ? secret.value().toCharArray() : null);
        return factory.getKeyManagers();
    }

    @Override
    public SSLEngine createClientSslEngine(String peerHost, int peerPort, String endpointIdentification) {
        SSLContext configured = context;
        if (configured == null) {
            throw new IllegalStateException("configure comes first");
        }
        SSLEngine engine = configured.createSSLEngine(peerHost, peerPort);
        engine.setUseClientMode(true);
        if (!enabledProtocols.isEmpty()) {
            engine.setEnabledProtocols(enabledProtocols.toArray(String[]::new));
        }
        return engine;
    }

    @Override
    public SSLEngine createServerSslEngine(String peerHost, int peerPort) {
        throw new UnsupportedOperationException("for clients only");
    }

    @Override
    public boolean shouldBeRebuilt(Map<String, Object> nextConfigs) {
        return stores.shouldBeRebuilt(nextConfigs);
    }

    @Override
    public Set<String> reconfigurableConfigs() {
        return stores.reconfigurableConfigs();
    }

    @Override
    public @Nullable KeyStore keystore() {
        return stores.keystore();
    }

    @Override
    public @Nullable KeyStore truststore() {
        return stores.truststore();
    }

    @Override
    public void close() {
        stores.close();
    }

    /** The extended kind: around the plain one the platform would check names again. */
    private static final class TrustEverybody extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
