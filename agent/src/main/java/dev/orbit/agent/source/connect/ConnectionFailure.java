// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.connect;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection to a source broker failed.
 *
 * @param detail what the other side or the platform said; null if nothing
 */
public record ConnectionFailure(
        Kind kind, BrokerEndpoint broker, @Nullable String detail) {

    /** By what is to be done about it. */
    public enum Kind {
        UNKNOWN_HOST,
        /** Refused, or no way there. */
        NOT_CONNECTED,
        CONNECT_TIMEOUT,
        /** Closed by the broker during the TLS or SASL handshake, without a reason. */
        CLOSED_IN_HANDSHAKE,
        TLS,
        AUTHENTICATION,
        /** Closed by the broker before it answered anything. */
        CLOSED_BEFORE_ANSWER,
        /** Had been in use. */
        CLOSED,
        ANSWER_TIMEOUT,
        UNSUPPORTED_VERSION,
        /** The client cannot even begin: an unreadable key store. */
        MISCONFIGURED
    }

    public static ConnectionFailure of(Kind kind, BrokerEndpoint broker) {
        return new ConnectionFailure(kind, broker, null);
    }

    /** Of a failed handshake. */
    public static ConnectionFailure of(BrokerEndpoint broker, Throwable authentication) {
        Kind kind = authentication instanceof SslAuthenticationException ? Kind.TLS : Kind.AUTHENTICATION;
        return new ConnectionFailure(kind, broker, rootMessage(authentication));
    }

    /** Trying again soon will not help, and may lock an account. */
    public boolean isForOperator() {
        return kind == Kind.TLS || kind == Kind.AUTHENTICATION || kind == Kind.MISCONFIGURED;
    }

    /** A sentence that names the broker. */
    public String cause() {
        String who = capitalized(broker.toString());
        String why = detail == null ? "." : ": " + sentence(detail);
        return switch (kind) {
            case UNKNOWN_HOST -> who + ": unknown host " + broker.host() + ".";
            case NOT_CONNECTED -> who + ": connection refused, or no route there.";
            case CONNECT_TIMEOUT -> who + ": no connection in time.";
            case CLOSED_IN_HANDSHAKE -> who + " closed the connection during the handshake.";
            case TLS -> who + ": TLS handshake failed" + why;
            case AUTHENTICATION -> who + ": SASL authentication failed" + why;
            case CLOSED_BEFORE_ANSWER -> who + " accepted the connection and closed it without an answer.";
            case CLOSED -> who + " closed the connection.";
            case ANSWER_TIMEOUT -> who + " did not answer in time.";
            case UNSUPPORTED_VERSION -> who + " is too old" + why;
            case MISCONFIGURED -> who + ": the client cannot be set up" + why;
        };
    }

    String remedy() {
        return switch (kind) {
            case UNKNOWN_HOST -> "Check the host name, and that the agents' DNS knows it.";
            case NOT_CONNECTED, CONNECT_TIMEOUT ->
                "Check the address, that the broker runs, and that no firewall is between it and the agents.";
            case CLOSED_IN_HANDSHAKE, CLOSED_BEFORE_ANSWER ->
                "Check that use_tls and sasl_mechanism are what this listener expects.";
            case TLS ->
                "Check use_tls, mtls_server_ca_cert_env or the trust store, that the certificate names the host, and where"
                        + " the source asks for a certificate, mtls_client_cert_env or the key store.";
            case AUTHENTICATION -> "Check sasl_mechanism and the user name and password in the agents' environment.";
            case CLOSED -> "Orbit keeps trying. Check that the broker is healthy.";
            case ANSWER_TIMEOUT ->
                "Check that the broker is healthy, and that this is the port of a Kafka listener with the use_tls that is"
                        + " declared.";
            case UNSUPPORTED_VERSION -> "Orbit needs Apache Kafka 2.1 or newer at the source.";
            case MISCONFIGURED -> "Check the certificates and key stores that the credentials name.";
        };
    }

    SourceException.Reason reason() {
        return switch (kind) {
            case UNKNOWN_HOST -> SourceException.Reason.UNKNOWN_HOST;
            case NOT_CONNECTED, CONNECT_TIMEOUT, CLOSED_IN_HANDSHAKE, CLOSED_BEFORE_ANSWER, CLOSED ->
                SourceException.Reason.UNREACHABLE;
            case TLS, MISCONFIGURED -> SourceException.Reason.TLS;
            case AUTHENTICATION -> SourceException.Reason.AUTHENTICATION;
            case ANSWER_TIMEOUT -> SourceException.Reason.TIMEOUT;
            case UNSUPPORTED_VERSION -> SourceException.Reason.UNSUPPORTED;
        };
    }

    /** The innermost message, which is the one that says what happened. */
    public static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : meaning(root) + message;
    }

    /** Of these two, the message is a date alone. */
    private static String meaning(Throwable root) {
        if (root instanceof CertificateExpiredException) {
            return "the certificate has expired, ";
        }
        return root instanceof CertificateNotYetValidException ? "the certificate is not valid yet, " : "";
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }

    private static String capitalized(String text) {
        return text.startsWith("broker") ? "B" + text.substring(1) : text;
    }
}
