// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import dev.orbit.schemas.ConnectionWords;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where an agent's HTTP API is and the token it wants: the rules of all of Orbit's commands. Pure.
 *
 * @param token null: none is sent
 */
record Endpoint(URI uri, @Nullable String token) {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    /**
     * Checks both.
     *
     * @param endpoint as given; null: {@code fromEnvironment}
     * @param fromEnvironment blank: the default
     * @param token empty: none
     */
    static Endpoint of(@Nullable String endpoint, String fromEnvironment, String token) {
        String fallback = fromEnvironment.isBlank() ? ConnectionWords.ENDPOINT_DEFAULT : fromEnvironment;
        URI uri = parse((endpoint == null ? fallback : endpoint).strip());
        if (token.isEmpty()) {
            return new Endpoint(uri, null);
        }
        if (!uri.getScheme().equalsIgnoreCase("https")
                && !LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT))) {
            throw VerifyException.of(
                    "token_in_the_clear",
                    "A token is set, and " + uri + " would carry it unencrypted over the network.",
                    "Use https://, or an address on this machine, or unset the token.");
        }
        if (token.isBlank() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw VerifyException.of(
                    "invalid_token",
                    "The token contains characters that no HTTP header can carry, such as a line break.",
                    "Check the variable it is read from.");
        }
        return new Endpoint(uri, token);
    }

    private static URI parse(String text) {
        try {
            URI uri = new URI(text);
            boolean isHttp = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (isHttp && uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null) {
                if (uri.getUserInfo() == null) {
                    return uri;
                }
                throw VerifyException.of(
                        "invalid_endpoint",
                        "The endpoint at " + uri.getHost() + " carries a user name or password.",
                        "Agents know bearer tokens only: leave user and password out of the URL and give the token.");
            }
        } catch (URISyntaxException e) {
            // refused below
        }
        throw VerifyException.of(
                "invalid_endpoint",
                "The endpoint \"" + text + "\" is not the URL of an agent's HTTP API.",
                "Give it as http://HOST:PORT or https://HOST:PORT, such as " + ConnectionWords.ENDPOINT_DEFAULT + ".");
    }

    /** The address of a path below it. */
    URI resolve(String path) {
        String base = toString();
        return URI.create(base + path);
    }

    /** As a user would write it; without the token. */
    @Override
    public String toString() {
        String text = uri.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
