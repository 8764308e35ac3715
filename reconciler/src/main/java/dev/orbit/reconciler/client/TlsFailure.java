// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.client;

import dev.orbit.schemas.Problem;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Says in a user's words why there is no TLS connection. */
final class TlsFailure {

    /** OkHttp tells the certificate's names by its message alone. */
    private static final Pattern NAMES = Pattern.compile("subjectAltNames: \\[(.*)]");

    /** Java tells the other side's alert by its message alone; its words are those of TLS. */
    private static final Pattern CLIENT_REFUSED = Pattern.compile(
            "alert: (certificate_\\w+|bad_certificate|unknown_ca|unsupported_certificate|decrypt_error)");

    private static final String NAMED = "--ca-file FILE, ORBIT_CA_FILE, or ca_file of the provider";
    private static final String CLIENT_NAMED =
            "--client-cert-file and --client-key-file, ORBIT_CLIENT_CERT_FILE and ORBIT_CLIENT_KEY_FILE, or client_cert_file"
                    + " and client_key_file of the provider";

    private final Endpoint endpoint;
    private final TlsFiles files;

    TlsFailure(Endpoint endpoint, TlsFiles files) {
        this.endpoint = endpoint;
        this.files = files;
    }

    /** What may be the matter where the connection was closed before the agent's alert was read. */
    static String hint(TlsFiles files) {
        return files.certFile() == null
                ? " Does the agent want a client certificate (" + CLIENT_NAMED + ")?"
                : " Does the agent take the client certificate in " + files.certFile() + "?";
    }

    Problem problem(IOException e) {
        Problem ours = serverRefused(e);
        return ours == null ? agentRefused(e, String.valueOf(e.getMessage())) : ours;
    }

    /** What is wrong with the agent's certificate; null: nothing is. */
    private @Nullable Problem serverRefused(IOException e) {
        CertificateExpiredException expired = cause(e, CertificateExpiredException.class);
        if (expired != null) {
            return failed(
                    "its certificate, or one that signed it, has expired (" + expired.getMessage() + ").",
                    "Renew it at the agent, which reads it anew; or set this machine's clock if that is wrong.");
        }
        CertificateNotYetValidException early = cause(e, CertificateNotYetValidException.class);
        if (early != null) {
            return failed(
                    "its certificate, or one that signed it, is not valid yet (" + early.getMessage() + ").",
                    "Set the clock of this machine, or of the one that made the certificate.");
        }
        if (e instanceof SSLPeerUnverifiedException) {
            Matcher names = NAMES.matcher(String.valueOf(e.getMessage()));
            return failed(
                    "its certificate is not for " + endpoint.host()
                            + (names.find() ? ", but for " + names.group(1) : "") + ".",
                    "Give the endpoint by a name that the certificate has, or the agent a certificate with this name as"
                            + " subject alternative name.");
        }
        boolean isUnknown = cause(e, CertPathBuilderException.class) != null
                || cause(e, CertPathValidatorException.class) != null
                || cause(e, java.security.cert.CertificateException.class) != null;
        return isUnknown ? untrusted() : null;
    }

    private Problem untrusted() {
        return files.caFile() == null
                ? failed(
                        "no authority that Java trusts vouches for its certificate.",
                        "Name a file with the certificate of the authority that does, in PEM: " + NAMED + ".")
                : failed(
                        "none of the authorities in " + files.caFile() + " vouches for its certificate.",
                        "Name the file with the authority that does: " + NAMED + ".");
    }

    private Problem agentRefused(IOException e, String message) {
        if (CLIENT_REFUSED.matcher(message).find()) {
            return files.certFile() == null
                    ? failed("it wants a client certificate, and none was given.", "Name one: " + CLIENT_NAMED + ".")
                    : failed(
                            "it does not take the client certificate in " + files.certFile() + " (" + message + ").",
                            "Name one that an authority of the agent's orbit.api.ssl.truststore signed, and that has not"
                                    + " expired.");
        }
        boolean isEndedUnsaid = cause(e, EOFException.class) != null || cause(e, SocketException.class) != null;
        return failed(
                message + "." + (isEndedUnsaid ? hint(files) : ""),
                message.contains("alert")
                        ? "Compare the TLS versions and ciphers of this Java with the agent's (orbit.api.ssl.*)."
                        : "Check that the agent serves TLS at this port (orbit.api.ssl.keystore.location); else use"
                                + " http://.");
    }

    private Problem failed(String why, String remedy) {
        return new Problem(
                "agent_tls_failed", "No TLS connection to the agent at " + endpoint + ": " + why, null, remedy);
    }

    private static <T extends Throwable> @Nullable T cause(Throwable e, Class<T> type) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
        }
        return null;
    }
}
