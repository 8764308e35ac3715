// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How to authenticate to the source. Secrets are named by variables, and never looked at. */
final class CredentialsPart {

    private static final String CLUSTER = "source.cluster.";
    private static final String PEM = "PEM";

    private static final Map<String, String> MECHANISMS = Map.of(
            "PLAIN", "plain",
            "SCRAM-SHA-256", "scram-256",
            "SCRAM-SHA-512", "scram-512");

    private final Draft draft;
    private final Map<String, Object> fields = new LinkedHashMap<>();

    CredentialsPart(Draft draft) {
        this.draft = draft;
    }

    private Optional<Setting> take(String key) {
        return draft.settings.take(CLUSTER + key);
    }

    /** Empty for a source without security. */
    Map<String, Object> fields() {
        Optional<Setting> protocol = take("security.protocol");
        String name = protocol.map(setting -> setting.value().strip().toUpperCase(Locale.ROOT))
                .orElse("PLAINTEXT");
        switch (name) {
            case "PLAINTEXT" -> {}
            case "SSL" -> putTls();
            case "SASL_PLAINTEXT" -> putSasl();
            case "SASL_SSL" -> {
                putSasl();
                putTls();
            }
            default ->
                protocol.ifPresent(setting -> draft.refuse(
                        "invalid_security_protocol",
                        "\"" + Shown.plain(setting.value()) + "\" is no security protocol of Kafka.",
                        setting,
                        "Use one of PLAINTEXT, SSL, SASL_PLAINTEXT and SASL_SSL."));
        }
        return fields;
    }

    private void putSasl() {
        // GSSAPI is what Kafka's clients take where none is named
        Setting mechanism = take("sasl.mechanism")
                .orElse(new Setting(draft.flow.source() + ": the SASL mechanism (not set)", "GSSAPI"));
        String orbits = MECHANISMS.get(mechanism.value().strip().toUpperCase(Locale.ROOT));
        if (orbits == null) {
            draft.tell(
                    mechanism,
                    "Orbit authenticates to sources with PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512, or with a client"
                            + " certificate.",
                    "Make such a user or certificate for Orbit at the source, and add it to"
                            + " source_cluster_credentials: without it the link does not connect.");
            return;
        }
        Optional<Setting> jaas = take("sasl.jaas.config");
        String inJaas = jaas.map(setting -> " in " + setting.where()).orElse(" of the principal for Orbit");
        String username = take("sasl.username").map(Setting::where).orElse("the username" + inJaas);
        String password = take("sasl.password").map(Setting::where).orElse("the password" + inJaas);
        fields.put("sasl_username_env", draft.variable("SASL_USERNAME", username));
        fields.put("sasl_password_env", draft.variable("SASL_PASSWORD", password));
        fields.put("sasl_mechanism", orbits);
    }

    private void putTls() {
        fields.put("use_tls", true);
        draft.settings.takeIf(CLUSTER + "ssl.endpoint.identification.algorithm", "https");
        putKeyStore();
        putTrustStore();
    }

    private void putTrustStore() {
        Optional<Setting> type = take("ssl.truststore.type");
        Optional<Setting> location = take("ssl.truststore.location");
        Optional<Setting> text = take("ssl.truststore.certificates");
        if (isPem(type, text)) {
            text.map(Setting::where)
                    .or(() -> location.map(CredentialsPart::textOfFile))
                    .ifPresent(where -> fields.put(
                            "mtls_server_ca_cert_env", draft.variable("CA_CERT", "the certificates as PEM: " + where)));
        } else if (location.isPresent()) {
            type.ifPresent(this::tellUnlessJks);
            fields.put("jks_trust_store_file_path_env", draft.variable("TRUST_STORE_FILE", path(location.get())));
            take("ssl.truststore.password")
                    .ifPresent(password -> fields.put(
                            "jks_trust_store_password_env", draft.variable("TRUST_STORE_PASSWORD", password.where())));
        }
    }

    private void putKeyStore() {
        Optional<Setting> type = take("ssl.keystore.type");
        Optional<Setting> location = take("ssl.keystore.location");
        Optional<Setting> chain = take("ssl.keystore.certificate.chain");
        Optional<Setting> key = take("ssl.keystore.key");
        if (isPem(type, key)) {
            putPemKey(location, chain, key);
        } else if (location.isPresent()) {
            type.ifPresent(this::tellUnlessJks);
            String password = take("ssl.keystore.password")
                    .map(Setting::where)
                    .orElse("the password of the key store, which the file does not set");
            fields.put("jks_key_store_file_path_env", draft.variable("KEY_STORE_FILE", path(location.get())));
            fields.put("jks_key_store_password_env", draft.variable("KEY_STORE_PASSWORD", password));
            take("ssl.key.password")
                    .ifPresent(own -> fields.put("jks_key_password_env", draft.variable("KEY_PASSWORD", own.where())));
        }
    }

    private void tellUnlessJks(Setting type) {
        switch (type.value().strip().toUpperCase(Locale.ROOT)) {
            case "JKS" -> {}
            case "PKCS12" ->
                draft.tell(
                        type,
                        "Agents read it as JKS, under which Java reads PKCS12 too.",
                        "Leave keystore.type.compat of the agents' Java at true, as it is by default.");
            default ->
                draft.tell(
                        type,
                        "Agents read stores of the types JKS and PKCS12.",
                        "Convert the store with keytool -importkeystore -deststoretype PKCS12, unless it is one.");
        }
    }

    private void putPemKey(Optional<Setting> location, Optional<Setting> chain, Optional<Setting> key) {
        String file = location.map(CredentialsPart::textOfFile).orElse("");
        if (file.isEmpty() && key.isEmpty()) {
            return;
        }
        String certificate = chain.map(Setting::where).orElse(file);
        fields.put(
                "mtls_client_cert_env",
                draft.variable("CLIENT_CERT", "the client's certificates as PEM: " + certificate));
        fields.put(
                "mtls_client_key_env",
                draft.variable(
                        "CLIENT_KEY",
                        "the client's key as unencrypted PEM (PKCS #8): "
                                + key.map(Setting::where).orElse(file)));
        take("ssl.key.password")
                .ifPresent(password -> draft.tell(
                        password,
                        "Keys in PEM are taken unencrypted.",
                        "Decrypt the key with openssl pkcs8 -topk8 -nocrypt."));
    }

    private static boolean isPem(Optional<Setting> type, Optional<Setting> text) {
        return text.isPresent()
                || type.filter(setting -> setting.value().strip().equalsIgnoreCase(PEM))
                        .isPresent();
    }

    private static String textOfFile(Setting location) {
        return "the text of the file that " + location.where() + " names";
    }

    private static String path(Setting location) {
        return "the path of the file that " + location.where() + " names, as it is at the agents";
    }
}
