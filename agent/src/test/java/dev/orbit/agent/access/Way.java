// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.access;

import dev.orbit.agent.access.SecuredBroker.Listener;
import dev.orbit.schemas.Credentials;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A way into a source that a link's documents can declare.
 *
 * @param mechanism null: no SASL
 */
record Way(@Nullable String mechanism, Transport transport) {

    /** What carries the connection. */
    enum Transport {
        PLAINTEXT,
        /** The server is verified against a PEM certificate. */
        TLS_PEM,
        /** The server is verified against a JKS trust store. */
        TLS_JKS,
        TLS_UNVERIFIED,
        MUTUAL_PEM,
        MUTUAL_JKS,
        /** A client certificate in PEM, and a JKS trust store. */
        MUTUAL_PEM_JKS,
        /** A client certificate in JKS, and a PEM certificate of the server. */
        MUTUAL_JKS_PEM,
        MUTUAL_UNVERIFIED;

        private boolean isTls() {
            return this != PLAINTEXT;
        }

        private boolean isMutual() {
            return name().startsWith("MUTUAL");
        }

        private boolean isVerified() {
            return isTls() && !name().endsWith("UNVERIFIED");
        }

        private boolean hasPemClient() {
            return this == MUTUAL_PEM || this == MUTUAL_PEM_JKS || this == MUTUAL_UNVERIFIED;
        }

        private boolean hasPemServer() {
            return isVerified() && !hasJksServer();
        }

        private boolean hasJksServer() {
            return this == TLS_JKS || this == MUTUAL_JKS || this == MUTUAL_PEM_JKS;
        }
    }

    /** Every combination of SASL and transport. */
    static List<Way> all() {
        List<Way> ways = new ArrayList<>();
        for (Transport transport : Transport.values()) {
            ways.add(new Way(null, transport));
            for (String mechanism : List.of("plain", "scram-256", "scram-512")) {
                ways.add(new Way(mechanism, transport));
            }
        }
        return ways;
    }

    /** Good for the name of a link and of a topic. */
    String name() {
        return (mechanism == null ? "none" : mechanism) + "-"
                + transport.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Where the broker takes it. */
    Listener listener() {
        if (transport.isMutual()) {
            return mechanism == null ? Listener.MUTUAL : Listener.SASLMUTUAL;
        }
        if (transport.isTls()) {
            return mechanism == null ? Listener.TLS : Listener.SASLTLS;
        }
        return mechanism == null ? Listener.CLIENT : Listener.SASL;
    }

    /** As this user, by the names of {@link SecuredBroker#environment}. */
    Credentials credentials(String user) {
        String own = "ORBIT_" + user.toUpperCase(Locale.ROOT) + "_";
        boolean sasl = mechanism != null;
        boolean jksClient = transport.isMutual() && !transport.hasPemClient();
        return new Credentials(
                sasl ? own + "USER" : null,
                sasl ? "ORBIT_PASSWORD" : null,
                mechanism,
                transport.isTls(),
                transport.isTls() && !transport.isVerified(),
                transport.hasPemClient() ? own + "CERT" : null,
                transport.hasPemClient() ? own + "KEY" : null,
                transport.hasPemServer() ? "ORBIT_CA" : null,
                jksClient ? own + "KEY_STORE" : null,
                jksClient ? "ORBIT_STORE_PASSWORD" : null,
                jksClient ? "ORBIT_KEY_PASSWORD" : null,
                transport.hasJksServer() ? "ORBIT_TRUST_STORE" : null,
                transport.hasJksServer() ? "ORBIT_STORE_PASSWORD" : null);
    }

    @Override
    public String toString() {
        return name();
    }
}
