// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.client;

import dev.orbit.schemas.ConnectionWords;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names of the files, in PEM, by which a client and the agents know each other over TLS.
 *
 * @param caFile the authorities that vouch for agents; null: those that Java trusts
 * @param certFile the client's certificate, and those that it was signed by; null: none is shown
 * @param keyFile its key, unencrypted PKCS #8; null: it is in {@code certFile} too
 */
public record TlsFiles(
        @Nullable String caFile,
        @Nullable String certFile,
        @Nullable String keyFile) {

    public static final TlsFiles NONE = new TlsFiles(null, null, null);

    /** Of what was given, each else as the environment names it; a variable without a value counts as absent. */
    public static TlsFiles of(
            @Nullable String caFile,
            @Nullable String certFile,
            @Nullable String keyFile,
            Map<String, String> environment) {
        return new TlsFiles(
                given(caFile, environment.get(ConnectionWords.CA_FILE_ENV)),
                given(certFile, environment.get(ConnectionWords.CLIENT_CERT_FILE_ENV)),
                given(keyFile, environment.get(ConnectionWords.CLIENT_KEY_FILE_ENV)));
    }

    private static @Nullable String given(@Nullable String name, @Nullable String fallback) {
        if (name != null) {
            return name;
        }
        return fallback == null || fallback.isBlank() ? null : fallback;
    }
}
