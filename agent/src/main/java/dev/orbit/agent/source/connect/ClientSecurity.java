// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.connect;

import dev.orbit.schemas.Credentials;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.jspecify.annotations.Nullable;

/** The security properties of a Kafka client, from declared credentials. Problems go to the {@link NamedSecrets}. */
final class ClientSecurity {

    private static final String PEM = "PEM";

    private final Credentials credentials;
    private final NamedSecrets secrets;
    private final Map<String, Object> properties = new HashMap<>();

    ClientSecurity(Credentials credentials, NamedSecrets secrets) {
        this.credentials = credentials;
        this.secrets = secrets;
    }

    Map<String, Object> properties() {
        putProtocol();
        putSasl();
        putPemStores();
        putJksStores();
        checkStores();
        if (credentials.useTls() && credentials.tlsInsecureSkipVerify()) {
            properties.put(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG, InsecureSslEngineFactory.class);
            properties.put(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG, "");
        }
        return properties;
    }

    private void putProtocol() {
        boolean sasl = credentials.saslMechanism() != null;
        SecurityProtocol plaintext = sasl ? SecurityProtocol.SASL_PLAINTEXT : SecurityProtocol.PLAINTEXT;
        SecurityProtocol tls = sasl ? SecurityProtocol.SASL_SSL : SecurityProtocol.SSL;
        properties.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, (credentials.useTls() ? tls : plaintext).name);
    }

    private void putSasl() {
        String username = secrets.read("sasl_username_env", credentials.saslUsernameEnv());
        String password = secrets.read("sasl_password_env", credentials.saslPasswordEnv());
        String mechanism = credentials.saslMechanism();
        if (mechanism == null) {
            requireMechanism("sasl_username_env", credentials.saslUsernameEnv());
            requireMechanism("sasl_password_env", credentials.saslPasswordEnv());
            return;
        }
        requireNamed("sasl_username_env", credentials.saslUsernameEnv());
        requireNamed("sasl_password_env", credentials.saslPasswordEnv());
        SaslLogin login = SaslLogin.of(mechanism);
        if (login == null) {
            secrets.add(
                    "invalid_sasl_mechanism",
                    "sasl_mechanism",
                    "\"" + mechanism + "\" is not a SASL mechanism that Orbit knows.",
                    "Use one of plain, scram-256 and scram-512.");
        } else if (username != null && password != null) {
            properties.put(SaslConfigs.SASL_MECHANISM, login.kafkaName());
            properties.put(SaslConfigs.SASL_JAAS_CONFIG, new Password(login.jaas(username, password)));
        }
    }

    private void requireMechanism(String field, @Nullable String name) {
        if (name != null) {
            secrets.add(
                    "incomplete_credentials",
                    field,
                    "It names " + name + ", but sasl_mechanism is missing.",
                    "Set sasl_mechanism to plain, scram-256 or scram-512, or remove this field.");
        }
    }

    private void requireNamed(String field, @Nullable String name) {
        if (name == null) {
            secrets.add(
                    "incomplete_credentials",
                    field,
                    "sasl_mechanism is " + credentials.saslMechanism() + ", but " + field + " is missing.",
                    "Name the environment variable that holds it.");
        }
    }

    private void putPemStores() {
        String certificate = pem("mtls_client_cert_env", credentials.mtlsClientCertEnv(), "CERTIFICATE");
        String key = pem("mtls_client_key_env", credentials.mtlsClientKeyEnv(), "PRIVATE KEY");
        String authority = pem("mtls_server_ca_cert_env", credentials.mtlsServerCaCertEnv(), "CERTIFICATE");
        if (key != null && certificate != null) {
            properties.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, PEM);
            properties.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, new Password(key));
            properties.put(SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, new Password(certificate));
        }
        if (authority != null) {
            properties.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, PEM);
            properties.put(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, new Password(authority));
        }
    }

    private @Nullable String pem(String field, @Nullable String name, String label) {
        String text = secrets.read(field, name);
        if (text == null) {
            return null;
        }
        // "BEGIN RSA PRIVATE KEY" and "BEGIN EC PRIVATE KEY" are older encodings, which Kafka does not read.
        if (text.contains("-----BEGIN RSA PRIVATE KEY") || text.contains("-----BEGIN EC PRIVATE KEY")) {
            secrets.add(
                    "invalid_pem",
                    field,
                    "The key in " + name + " is not in PKCS #8.",
                    "Convert it with \"openssl pkcs8 -topk8 -nocrypt\".");
        } else if (text.contains("-----BEGIN ENCRYPTED PRIVATE KEY")) {
            secrets.add(
                    "invalid_pem",
                    field,
                    "The key in " + name + " is encrypted.",
                    "Decrypt it with \"openssl pkcs8 -topk8 -nocrypt\", or use a JKS key store.");
        } else if (!text.contains("-----BEGIN " + label)) {
            secrets.add(
                    "invalid_pem",
                    field,
                    name + " does not hold a " + label + " in PEM.",
                    "Put the PEM text itself into the variable, not the name of a file.");
        } else {
            return text;
        }
        return null;
    }

    private void putJksStores() {
        put(
                SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG,
                "jks_key_store_file_path_env",
                credentials.jksKeyStoreFilePathEnv());
        putSecret(
                SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG,
                "jks_key_store_password_env",
                credentials.jksKeyStorePasswordEnv());
        putSecret(SslConfigs.SSL_KEY_PASSWORD_CONFIG, "jks_key_password_env", credentials.jksKeyPasswordEnv());
        put(
                SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG,
                "jks_trust_store_file_path_env",
                credentials.jksTrustStoreFilePathEnv());
        putSecret(
                SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG,
                "jks_trust_store_password_env",
                credentials.jksTrustStorePasswordEnv());
    }

    private void put(String property, String field, @Nullable String name) {
        String value = secrets.read(field, name);
        if (value != null) {
            properties.put(property, value);
        }
    }

    private void putSecret(String property, String field, @Nullable String name) {
        String value = secrets.read(field, name);
        if (value != null) {
            properties.put(property, new Password(value));
        }
    }

    private void checkStores() {
        Credentials c = credentials;
        requireBoth("mtls_client_cert_env", c.mtlsClientCertEnv(), "mtls_client_key_env", c.mtlsClientKeyEnv());
        requireBoth("mtls_client_key_env", c.mtlsClientKeyEnv(), "mtls_client_cert_env", c.mtlsClientCertEnv());
        String keyStorePath = c.jksKeyStoreFilePathEnv();
        requireBoth(
                "jks_key_store_file_path_env", keyStorePath, "jks_key_store_password_env", c.jksKeyStorePasswordEnv());
        requireBoth(
                "jks_key_store_password_env", c.jksKeyStorePasswordEnv(), "jks_key_store_file_path_env", keyStorePath);
        requireBoth("jks_key_password_env", c.jksKeyPasswordEnv(), "jks_key_store_file_path_env", keyStorePath);
        requireBoth(
                "jks_trust_store_password_env",
                c.jksTrustStorePasswordEnv(),
                "jks_trust_store_file_path_env",
                c.jksTrustStoreFilePathEnv());
        refuseBoth("mtls_client_cert_env", c.mtlsClientCertEnv(), "jks_key_store_file_path_env", keyStorePath);
        refuseBoth(
                "mtls_server_ca_cert_env",
                c.mtlsServerCaCertEnv(),
                "jks_trust_store_file_path_env",
                c.jksTrustStoreFilePathEnv());
        if (!c.useTls()) {
            requireTls("mtls_client_cert_env", c.mtlsClientCertEnv());
            requireTls("mtls_server_ca_cert_env", c.mtlsServerCaCertEnv());
            requireTls("jks_key_store_file_path_env", keyStorePath);
            requireTls("jks_trust_store_file_path_env", c.jksTrustStoreFilePathEnv());
        }
    }

    private void requireBoth(String field, @Nullable String name, String otherField, @Nullable String otherName) {
        if (name != null && otherName == null) {
            secrets.add(
                    "incomplete_credentials",
                    otherField,
                    field + " is set, but " + otherField + " is missing.",
                    "Set both, or neither.");
        }
    }

    private void refuseBoth(String field, @Nullable String name, String otherField, @Nullable String otherName) {
        if (name != null && otherName != null) {
            secrets.add(
                    "conflicting_credentials",
                    otherField,
                    field + " and " + otherField + " are both set.",
                    "Use either PEM or JKS.");
        }
    }

    private void requireTls(String field, @Nullable String name) {
        if (name != null) {
            secrets.add(
                    "tls_not_used",
                    field,
                    field + " is set, but use_tls is false.",
                    "Set use_tls to true, or remove this field.");
        }
    }
}
