// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.documents;

import dev.orbit.schemas.Credentials;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.schema.Shape.Nesting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Credentials as a nested attribute: names of environment variables, never secrets. */
final class CredentialsCodec {

    private static final String NAMES = "Name of the agents' environment variable, starting with `ORBIT_`, that holds ";

    private static final Map<String, String> VARIABLES = Map.of(
            "sasl_username_env", "the SASL user name",
            "sasl_password_env", "the SASL password",
            "mtls_client_cert_env", "the client's certificate (PEM)",
            "mtls_client_key_env", "the client's private key (PEM)",
            "mtls_server_ca_cert_env", "the certificate authority that the brokers are checked against (PEM)",
            "jks_key_store_file_path_env", "the path of the client's key store (JKS)",
            "jks_key_store_password_env", "the password of the key store",
            "jks_key_password_env", "the password of the key within the key store",
            "jks_trust_store_file_path_env", "the path of the trust store (JKS)",
            "jks_trust_store_password_env", "the password of the trust store");

    private CredentialsCodec() {}

    static Attribute attribute(String name, String description) {
        List<Attribute> inner = new ArrayList<>();
        new TreeMap<>(VARIABLES)
                .forEach((variable, holds) ->
                        inner.add(Attribute.string(variable).describedAs(NAMES + holds + ".")));
        inner.add(Attribute.string("sasl_mechanism")
                .describedAs("`plain`, `scram-256` or `scram-512`. Left out: no SASL."));
        inner.add(Attribute.bool("use_tls")
                .defaultsTo(Value.of(false))
                .describedAs("Whether the connection is encrypted, independent of SASL. Default: `false`."));
        inner.add(Attribute.bool("tls_insecure_skip_verify")
                .defaultsTo(Value.of(false))
                .describedAs("Whether the brokers' certificates are accepted unverified. Default: `false`."));
        return Attribute.nested(name, Nesting.SINGLE, inner).describedAs(description);
    }

    static Credentials decode(Fields fields) {
        return new Credentials(
                fields.textOrNull("sasl_username_env"),
                fields.textOrNull("sasl_password_env"),
                fields.textOrNull("sasl_mechanism"),
                fields.flag("use_tls"),
                fields.flag("tls_insecure_skip_verify"),
                fields.textOrNull("mtls_client_cert_env"),
                fields.textOrNull("mtls_client_key_env"),
                fields.textOrNull("mtls_server_ca_cert_env"),
                fields.textOrNull("jks_key_store_file_path_env"),
                fields.textOrNull("jks_key_store_password_env"),
                fields.textOrNull("jks_key_password_env"),
                fields.textOrNull("jks_trust_store_file_path_env"),
                fields.textOrNull("jks_trust_store_password_env"));
    }

    static Fields encode(Credentials credentials) {
        TreeMap<String, Value> fields = new TreeMap<>();
        fields.put("sasl_username_env", Value.ofNullable(credentials.saslUsernameEnv()));
        fields.put("sasl_password_env", Value.ofNullable(credentials.saslPasswordEnv()));
        fields.put("sasl_mechanism", Value.ofNullable(credentials.saslMechanism()));
        fields.put("use_tls", Value.of(credentials.useTls()));
        fields.put("tls_insecure_skip_verify", Value.of(credentials.tlsInsecureSkipVerify()));
        fields.put("mtls_client_cert_env", Value.ofNullable(credentials.mtlsClientCertEnv()));
        fields.put("mtls_client_key_env", Value.ofNullable(credentials.mtlsClientKeyEnv()));
        fields.put("mtls_server_ca_cert_env", Value.ofNullable(credentials.mtlsServerCaCertEnv()));
        fields.put("jks_key_store_file_path_env", Value.ofNullable(credentials.jksKeyStoreFilePathEnv()));
        fields.put("jks_key_store_password_env", Value.ofNullable(credentials.jksKeyStorePasswordEnv()));
        fields.put("jks_key_password_env", Value.ofNullable(credentials.jksKeyPasswordEnv()));
        fields.put("jks_trust_store_file_path_env", Value.ofNullable(credentials.jksTrustStoreFilePathEnv()));
        fields.put("jks_trust_store_password_env", Value.ofNullable(credentials.jksTrustStorePasswordEnv()));
        return new Fields(fields);
    }
}
