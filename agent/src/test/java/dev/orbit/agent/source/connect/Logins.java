// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.connect;

import dev.orbit.schemas.Credentials;
import org.jspecify.annotations.Nullable;

/** Credentials of one kind each, by the names of the variables that hold them. */
public final class Logins {

    private Logins() {}

    /** A user and a password, over plaintext. */
    public static Credentials sasl(String user, String password, String mechanism) {
        return new Credentials(user, password, mechanism, false, false, null, null, null, null, null, null, null, null);
    }

    /** The same over TLS. */
    public static Credentials saslOverTls(String user, String password, String mechanism, @Nullable String authority) {
        return new Credentials(
                user, password, mechanism, true, false, null, null, authority, null, null, null, null, null);
    }

    /** TLS, with a certificate or without one. */
    public static Credentials pem(@Nullable String certificate, @Nullable String key, @Nullable String authority) {
        return new Credentials(
                null, null, null, true, false, certificate, key, authority, null, null, null, null, null);
    }

    /** TLS to whoever answers. */
    public static Credentials unverified(@Nullable String certificate, @Nullable String key) {
        return new Credentials(null, null, null, true, true, certificate, key, null, null, null, null, null, null);
    }

    /** TLS with stores in files. */
    public static Credentials jks(
            String keyStore,
            String keyStorePassword,
            @Nullable String keyPassword,
            @Nullable String trustStore,
            @Nullable String trustStorePassword) {
        return new Credentials(
                null,
                null,
                null,
                true,
                false,
                null,
                null,
                null,
                keyStore,
                keyStorePassword,
                keyPassword,
                trustStore,
                trustStorePassword);
    }
}
