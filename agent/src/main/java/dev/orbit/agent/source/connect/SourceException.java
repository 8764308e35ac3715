// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.connect;

import dev.orbit.schemas.Problem;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A source cluster did not do what it was asked. The message is for the operator and names who failed at what. */
public final class SourceException extends Exception {

    /** What kind of failure; {@link #code} is stable. */
    public enum Reason {
        UNKNOWN_HOST,
        UNREACHABLE,
        TLS,
        AUTHENTICATION,
        AUTHORIZATION,
        /** It could be reached, and did not answer in time. */
        TIMEOUT,
        /** There is no such topic or partition. */
        NOT_FOUND,
        /** Another topic has that name now. */
        MADE_ANEW,
        /** It keeps no ACLs. */
        NO_AUTHORIZER,
        /** It is too old for what was asked. */
        UNSUPPORTED,
        /** Something else; the message has the source's words. */
        FAILED;

        /** Such as {@code source_unknown_host}. */
        public String code() {
            return "source_" + name().toLowerCase(Locale.ROOT);
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
