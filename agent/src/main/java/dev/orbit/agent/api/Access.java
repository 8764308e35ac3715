// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.api;

import dev.orbit.agent.command.Reply;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may call.
 *
 * @param readToken allows reading; null: reading needs no token, or the write token where there is one
 * @param writeToken allows everything; null: writing needs no token, or is allowed to nobody where reading needs one
 */
public record Access(@Nullable String readToken, @Nullable String writeToken) {

    private static final Set<String> LOOPBACK_HOSTS = Set.of("127.0.0.1", "localhost", "[::1]");
    private static final String BEARER = "Bearer ";

    /** The answer to a call that is not allowed; empty when it is. */
    Optional<Reply.Api> denial(String method, @Nullable String host, @Nullable String authorization) {
        if (host != null
                && !LOOPBACK_HOSTS.contains(host.toLowerCase(Locale.ROOT).replaceFirst(":\\d+$", ""))) {
            return Optional.of(ApiServer.refusal(
                    403,
                    "foreign_host",
                    "the request is for host " + host + ".",
                    "Call 127.0.0.1 or localhost; a proxy in front of it must send one of these as Host."));
        }
        if (writeToken == null && readToken == null) {
            return Optional.empty();
        }
        String given = authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length())
                : null;
        boolean reads = method.equals("GET");
        if (isSame(given, writeToken) || (reads && isSame(given, readToken))) {
            return Optional.empty();
        }
        return Optional.of(
                isSame(given, readToken)
                        ? ApiServer.refusal(403, "read_only_token", "this token only reads.", "Use the write token.")
                        : ApiServer.refusal(
                                401,
                                "unauthorized",
                                given == null ? "no bearer token was sent." : "the token is not the right one.",
                                "Send 'Authorization: Bearer TOKEN'."));
    }

    private static boolean isSame(@Nullable String given, @Nullable String expected) {
        return given != null
                && expected != null
                && !expected.isEmpty()
                && MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }
}
