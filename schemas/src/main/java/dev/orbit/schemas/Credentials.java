// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import org.jspecify.annotations.Nullable;

/**
 * How to authenticate to a source cluster. Every {@code *Env} field is the NAME of an environment variable of the
 * agents that starts with {@code ORBIT_}; secrets themselves are never carried. Certificates and keys in PEM variables
 * are their text; the JKS variables name files.
 *
 * @param saslMechanism {@code plain}, {@code scram-256} or {@code scram-512}; null: no SASL
 * @param useTls whether the connection is encrypted, independent of SASL
 * @param tlsInsecureSkipVerify whether the broker's certificate is accepted unverified
 */
public record Credentials(
        @Nullable String saslUsernameEnv,
        @Nullable String saslPasswordEnv,
        @Nullable String saslMechanism,
        boolean useTls,
        boolean tlsInsecureSkipVerify,
        @Nullable String mtlsClientCertEnv,
        @Nullable String mtlsClientKeyEnv,
        @Nullable String mtlsServerCaCertEnv,
        @Nullable String jksKeyStoreFilePathEnv,
        @Nullable String jksKeyStorePasswordEnv,
        @Nullable String jksKeyPasswordEnv,
        @Nullable String jksTrustStoreFilePathEnv,
        @Nullable String jksTrustStorePasswordEnv) {

    /** No SASL and no TLS. */
    public static final Credentials PLAINTEXT =
            new Credentials(null, null, null, false, false, null, null, null, null, null, null, null, null);
}
