// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas.check;

import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules of credentials: complete, by name only, and every part of effect. */
final class CredentialsChecks {

    private static final Set<String> MECHANISMS = new TreeSet<>(Set.of("plain", "scram-256", "scram-512"));
    private static final Pattern ORBIT_VARIABLE = Pattern.compile("ORBIT_[A-Za-z0-9_]+");
    private static final Pattern VARIABLE_LIKE = Pattern.compile("[A-Z][A-Z0-9_]*");

    private final Credentials credentials;
    private final List<Problem> problems = new ArrayList<>();

    private CredentialsChecks(Credentials credentials) {
        this.credentials = credentials;
    }

    static List<Problem> problems(Credentials credentials) {
        CredentialsChecks checks = new CredentialsChecks(credentials);
        checks.variables().forEach(checks::checkVariable);
        checks.checkSasl();
        checks.checkCertificates();
        checks.checkTlsIsUsed();
        return List.copyOf(checks.problems);
    }

    private Map<String, @Nullable String> variables() {
        Map<String, @Nullable String> variables = new LinkedHashMap<>();
        variables.put("sasl_username_env", credentials.saslUsernameEnv());
        variables.put("sasl_password_env", credentials.saslPasswordEnv());
        variables.putAll(tlsVariables());
        return variables;
    }

    private Map<String, @Nullable String> tlsVariables() {
        Map<String, @Nullable String> variables = new LinkedHashMap<>();
        variables.put("mtls_client_cert_env", credentials.mtlsClientCertEnv());
        variables.put("mtls_client_key_env", credentials.mtlsClientKeyEnv());
        variables.put("mtls_server_ca_cert_env", credentials.mtlsServerCaCertEnv());
        variables.put("jks_key_store_file_path_env", credentials.jksKeyStoreFilePathEnv());
        variables.put("jks_key_store_password_env", credentials.jksKeyStorePasswordEnv());
        variables.put("jks_key_password_env", credentials.jksKeyPasswordEnv());
        variables.put("jks_trust_store_file_path_env", credentials.jksTrustStoreFilePathEnv());
        variables.put("jks_trust_store_password_env", credentials.jksTrustStorePasswordEnv());
        return variables;
    }

    private void checkVariable(String field, @Nullable String name) {
        if (name == null || ORBIT_VARIABLE.matcher(name).matches()) {
            return;
        }
        // what does not look like a variable may be the secret itself, pasted: not repeated into logs
        String shown = VARIABLE_LIKE.matcher(name).matches() ? "\"" + name + "\"" : VariableNames.NOT_SHOWN;
        add(
                "invalid_env_name",
                shown + " is not the name of an environment variable that starts with ORBIT_.",
                field,
                VariableNames.remedy(field));
    }

    private void checkSasl() {
        String mechanism = credentials.saslMechanism();
        if (mechanism != null && !MECHANISMS.contains(mechanism)) {
            add(
                    "invalid_sasl_mechanism",
                    "The SASL mechanism \"" + mechanism + "\" is unknown.",
                    "sasl_mechanism",
                    "Use one of " + String.join(", ", MECHANISMS) + ".");
        }
        boolean any = Stream.of(mechanism, credentials.saslUsernameEnv(), credentials.saslPasswordEnv())
                .anyMatch(Objects::nonNull);
        if (any) {
            require("sasl_mechanism", mechanism, "SASL");
            require("sasl_username_env", credentials.saslUsernameEnv(), "SASL");
            require("sasl_password_env", credentials.saslPasswordEnv(), "SASL");
        }
    }

    private void checkCertificates() {
        if (credentials.mtlsClientCertEnv() != null || credentials.mtlsClientKeyEnv() != null) {
            require("mtls_client_cert_env", credentials.mtlsClientCertEnv(), "A client certificate");
            require("mtls_client_key_env", credentials.mtlsClientKeyEnv(), "A client certificate");
        }
        if (Stream.of(
                        credentials.jksKeyStoreFilePathEnv(),
                        credentials.jksKeyStorePasswordEnv(),
                        credentials.jksKeyPasswordEnv())
                .anyMatch(Objects::nonNull)) {
            require("jks_key_store_file_path_env", credentials.jksKeyStoreFilePathEnv(), "A key store");
            require("jks_key_store_password_env", credentials.jksKeyStorePasswordEnv(), "A key store");
        }
        if (credentials.jksTrustStorePasswordEnv() != null) {
            require("jks_trust_store_file_path_env", credentials.jksTrustStoreFilePathEnv(), "A trust store");
        }
        refuseBoth(
                "mtls_client_cert_env",
                credentials.mtlsClientCertEnv(),
                "jks_key_store_file_path_env",
                credentials.jksKeyStoreFilePathEnv());
        refuseBoth(
                "mtls_server_ca_cert_env",
                credentials.mtlsServerCaCertEnv(),
                "jks_trust_store_file_path_env",
                credentials.jksTrustStoreFilePathEnv());
    }

    private void require(String field, @Nullable String value, String what) {
        if (value == null) {
            add(
                    "incomplete_credentials",
                    what + " is set up in part: " + field + " is missing.",
                    field,
                    "Add it, or remove the fields that belong to it.");
        }
    }

    private void refuseBoth(String pem, @Nullable String pemValue, String jks, @Nullable String jksValue) {
        if (pemValue != null && jksValue != null) {
            add(
                    "conflicting_credentials",
                    "Both " + pem + " and " + jks + " are given, for the same purpose.",
                    jks,
                    "Keep the PEM or the JKS form, not both.");
        }
    }

    private void checkTlsIsUsed() {
        if (credentials.useTls()) {
            return;
        }
        tlsVariables().forEach((field, value) -> {
            if (value != null) {
                addNoEffect(field);
            }
        });
        if (credentials.tlsInsecureSkipVerify()) {
            addNoEffect("tls_insecure_skip_verify");
        }
    }

    private void addNoEffect(String field) {
        add(
                "tls_not_used",
                field + " has no effect: use_tls is false.",
                field,
                "Set use_tls: true, or remove " + field + ".");
    }

    private void add(String code, String message, String field, String remedy) {
        problems.add(new Problem(code, message, field, remedy));
    }
}
