// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A cluster of Strimzi's resource under the keys of Kafka's clients. Secrets stay where they are: they are referred to. */
final class StrimziCluster {

    private static final String SOURCE = "source";

    private final String side;
    private final Map<String, Setting> settings = new HashMap<>();

    private StrimziCluster(String side) {
        this.side = side;
    }

    /** @param side {@code source} or {@code target} */
    static Map<String, Setting> settings(String side, Field cluster) {
        StrimziCluster read = new StrimziCluster(side);
        cluster.fields().forEach((key, field) -> {
            switch (key) {
                case "alias", "config" -> {}
                case "tls", "authentication" -> read.putUnlessRead(key, field);
                case "bootstrapServers" -> read.put("bootstrap.servers", field.setting());
                default -> read.put(key, field.setting());
            }
        });
        cluster.get("config").fields().forEach((key, field) -> read.put(key, field.setting()));
        if (side.equals(SOURCE)) {
            read.addSecurity(cluster.get("tls"), cluster.get("authentication"));
        }
        return read.settings;
    }

    private void putUnlessRead(String key, Field field) {
        if (!side.equals(SOURCE)) {
            put(key, field.setting());
        }
    }

    private void put(String clusterKey, Setting setting) {
        settings.put(Clusters.key(side, clusterKey), setting);
    }

    private void addSecurity(Field tls, Field authentication) {
        if (tls.isThere()) {
            addTrust(tls);
        }
        String type = authentication.get("type").text().toLowerCase(Locale.ROOT);
        boolean sasl = authentication.isThere() && !type.equals("tls");
        if (type.equals("tls")) {
            addCertificate(authentication.get("certificateAndKey"));
        } else if (sasl) {
            addSasl(type, authentication);
        }
        if (sasl || tls.isThere()) {
            String protocol = sasl ? (tls.isThere() ? "SASL_SSL" : "SASL_PLAINTEXT") : "SSL";
            put("security.protocol", new Setting(tls.isThere() ? tls.path() : authentication.path(), protocol));
        }
    }

    private void addTrust(Field tls) {
        Field certificates = tls.get("trustedCertificates");
        if (certificates.items().isEmpty()) {
            return;
        }
        String where = certificates.items().stream()
                .map(item -> (item.get("certificate").isThere() ? item.get("certificate") : item.get("pattern")).text()
                        + " of the Secret " + item.get("secretName").text())
                .collect(Collectors.joining(", "));
        put("ssl.truststore.type", new Setting(certificates.path(), "PEM"));
        put("ssl.truststore.certificates", new Setting(certificates.path(), Shown.LIST, where));
    }

    private void addCertificate(Field pair) {
        String secret = " of the Secret " + pair.get("secretName").text();
        put("ssl.keystore.type", new Setting(pair.path(), "PEM"));
        put(
                "ssl.keystore.certificate.chain",
                new Setting(pair.path(), Shown.GROUP, pair.get("certificate").text() + secret));
        put(
                "ssl.keystore.key",
                new Setting(pair.path(), Shown.GROUP, pair.get("key").text() + secret));
    }

    private void addSasl(String type, Field authentication) {
        put("sasl.mechanism", new Setting(authentication.get("type").path(), type));
        authentication.fields().forEach((key, field) -> {
            switch (key) {
                case "type" -> {}
                case "passwordSecret" -> put("sasl.password", password(field));
                default -> put("sasl." + key, field.setting());
            }
        });
    }

    private static Setting password(Field reference) {
        String where = reference.get("password").text() + " of the Secret "
                + reference.get("secretName").text();
        return new Setting(reference.path(), Shown.GROUP, where);
    }
}
