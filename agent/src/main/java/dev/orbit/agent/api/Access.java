// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.api;

import dev.orbit.agent.command.Reply;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who may call. Where there is any token, every call needs one; what there is no token for is allowed to nobody then, but
 * for reading, which every other token allows too.
 *
 * @param readToken allows reading
 * @param planToken allows reading, and trying out, which has agents connect to the sources that they are given
 * @param writeToken allows everything
 * @param transport what calls come over
 */
public record Access(
        @Nullable String readToken,
        @Nullable String planToken,
        @Nullable String writeToken,
        Transport transport) {

    private static final Set<String> LOOPBACK_HOSTS = Set.of("127.0.0.1", "localhost", "[::1]");
    private static final String BEARER = "Bearer ";

    /** What stands before the tokens. */
    public enum Transport {
        PLAIN,
        TLS,
        /** TLS, and no client gets through without a certificate. */
        MUTUAL_TLS
    }

    /** Of plain HTTP. */
    public Access(@Nullable String readToken, @Nullable String planToken, @Nullable String writeToken) {
        this(readToken, planToken, writeToken, Transport.PLAIN);
    }

    /** What a call does, and what a token allows; each allows what is before it. */
    enum Right {
        READ,
        TRY_OUT,
        WRITE
    }

    /** The answer to a call that is not allowed; empty when it is. */
    Optional<Reply.Api> denial(Right wanted, @Nullable String host, @Nullable String authorization) {
        if (!takesAnyHost()
                && host != null
                && !LOOPBACK_HOSTS.contains(host.toLowerCase(Locale.ROOT).replaceFirst(":\\d+$", ""))) {
            return Optional.of(ApiServer.refusal(
                    403,
                    "foreign_host",
                    "the request is for host " + host + ".",
                    "Call 127.0.0.1 or localhost; a proxy in front of it must send one of these as Host. With TLS and a"
                            + " token or client certificates an agent takes any host."));
        }
        if (!hasToken()) {
            return Optional.empty();
        }
        String given = authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length())
                : null;
        Right allowed = allowed(given);
        if (allowed == null) {
            return Optional.of(ApiServer.refusal(
                    401,
                    "unauthorized",
                    given == null ? "no bearer token was sent." : "the token is not the right one.",
                    "Send 'Authorization: Bearer TOKEN'; Orbit's own clients take it from ORBIT_TOKEN."));
        }
        return allowed.compareTo(wanted) >= 0 ? Optional.empty() : Optional.of(tooLittle(allowed, wanted));
    }

    /** Whether calls need anything: a token or a certificate. */
    public boolean isGuarded() {
        return hasToken() || transport == Transport.MUTUAL_TLS;
    }

    /**
     * A page of another name that a browser is led here by (DNS rebinding) has no token, and gets no connection, for its
     * name is not in the certificate.
     */
    private boolean takesAnyHost() {
        return transport != Transport.PLAIN && isGuarded();
    }

    private boolean hasToken() {
        return Stream.of(readToken, planToken, writeToken).anyMatch(Objects::nonNull);
    }

    private @Nullable Right allowed(@Nullable String given) {
        if (isSame(given, writeToken)) {
            return Right.WRITE;
        }
        if (isSame(given, planToken)) {
            return Right.TRY_OUT;
        }
        return isSame(given, readToken) ? Right.READ : null;
    }

    private Reply.Api tooLittle(Right allowed, Right wanted) {
        String remedy = remedy(wanted);
        return allowed == Right.READ
                ? ApiServer.refusal(403, "read_only_token", "this token only reads.", remedy)
                : ApiServer.refusal(
                        403, "plan_only_token", "this token reads and tries out, and changes nothing.", remedy);
    }

    /** Names the token that allows least of those that are enough. */
    private String remedy(Right wanted) {
        if (wanted == Right.TRY_OUT && planToken != null) {
            return "Use the token that plans, which is ORBIT_API_PLAN_TOKEN in the environment of the agents.";
        }
        return writeToken == null
                ? "No token of this agent writes: set ORBIT_API_TOKEN in its environment."
                : "Use the token that writes, which is ORBIT_API_TOKEN in the environment of the agents.";
    }

    private static boolean isSame(@Nullable String given, @Nullable String expected) {
        return given != null
                && expected != null
                && !expected.isEmpty()
                && MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }
}
