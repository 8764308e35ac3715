// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.connect;

import dev.orbit.schemas.Problem;
import org.jspecify.annotations.Nullable;

/** A source cluster did not do what it was asked. The message is for the operator and names who failed at what. */
public final class SourceException extends Exception {

    /** What kind of failure; {@link #code} is stable. */
    public enum Reason {
        UNKNOWN_HOST("source_unknown_host"),
        UNREACHABLE("source_unreachable"),
        TLS("source_tls"),
        AUTHENTICATION("source_authentication"),
        AUTHORIZATION("source_authorization"),
        /** It could be reached, and did not answer in time. */
        TIMEOUT("source_timeout"),
        /** There is no such topic or partition. */
        NOT_FOUND("source_not_found"),
        /** Another topic has that name now. */
        MADE_ANEW("source_made_anew"),
        /** It keeps no ACLs. */
        NO_AUTHORIZER("source_no_authorizer"),
        /** It is too old for what was asked. */
        UNSUPPORTED("source_unsupported"),
        /** Something else; the message has the source's words. */
        FAILED("source_failed");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }
    }

    private final Reason reason;
    private final String remedy;

    public SourceException(Reason reason, String message, String remedy, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.remedy = remedy;
    }

    public static SourceException of(ConnectionFailure failure, @Nullable Throwable cause) {
        return new SourceException(failure.reason(), failure.cause(), failure.remedy(), cause);
    }

    public Reason reason() {
        return reason;
    }

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }

    /**
     * As a problem.
     *
     * @param field path of the field it is about; null: none
     */
    public Problem toProblem(@Nullable String field) {
        return new Problem(reason.code(), String.valueOf(getMessage()), field, remedy);
    }
}
