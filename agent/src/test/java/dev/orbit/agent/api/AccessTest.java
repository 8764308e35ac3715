// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {

    private static final Access OPEN = new Access(null, null);
    private static final int ALLOWED = 0;

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "127.0.0.1:8080", "localhost:1", "localhost", "[::1]:8080", "[::1]", "LocalHost:80"
            })
    void takesLoopbackHosts(String host) {
        assertThat(OPEN.denial("POST", host, null)).isEmpty();
    }

    /** A page under such a name could be made to resolve to the loopback address. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "127.0.0.1.evil.example",
                "localhost.evil.example:8080",
                "evil.example:127.0.0.1",
                "192.168.0.1:8080",
                "[::2]:8080",
                ""
            })
    void takesNoOther(String host) {
        assertThat(OPEN.denial("GET", host, null)).hasValueSatisfying(reply -> {
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.body()).contains("foreign_host", "127.0.0.1");
        });
    }

    /** Read token R, write token W: what a GET and a POST are answered under each of them, and under none. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, GET,  -,        0",
                "-, -, POST, -,        0",
                "-, W, GET,  -,        401",
                "-, W, POST, -,        401",
                "-, W, GET,  Bearer W, 0",
                "-, W, POST, Bearer W, 0",
                "R, W, GET,  -,        401",
                "R, W, GET,  Bearer R, 0",
                "R, W, POST, Bearer R, 403",
                "R, W, GET,  Bearer W, 0",
                "R, W, POST, Bearer W, 0",
                "R, W, POST, -,        401",
                "R, W, POST, Bearer w, 401",
                "R, W, POST, W,        401",
                "R, W, POST, Basic W,  401",
                "R, W, GET,  Bearer,   401",
                "R, -, GET,  -,        401",
                "R, -, GET,  Bearer R, 0",
                "R, -, POST, Bearer R, 403",
                "R, -, POST, -,        401"
            })
    void wantsTheRightToken(
            @Nullable String read, @Nullable String write, String method, @Nullable String given, int status) {
        int answered = new Access(read, write)
                .denial(method, "127.0.0.1", given)
                .map(reply -> reply.status())
                .orElse(ALLOWED);

        assertThat(answered).isEqualTo(status);
    }

    @Test
    void neverTellsATokenInItsAnswer() {
        Access access = new Access("read-secret", "write-secret");

        assertThat(access.denial("POST", null, "Bearer read-secret")
                        .orElseThrow()
                        .body())
                .contains("read_only_token")
                .doesNotContain("secret");
        assertThat(access.denial("POST", null, "Bearer guess").orElseThrow().body())
                .contains("unauthorized")
                .doesNotContain("secret", "guess");
    }

    /** The scheme is case-insensitive (RFC 9110). */
    @Test
    void takesTheSchemeInAnyCase() {
        assertThat(new Access(null, "W").denial("POST", null, "bearer W")).isEmpty();
    }

    /** A variable that is set to nothing is a mistake, and no token that anybody could guess. */
    @Test
    void takesNoEmptyToken() {
        assertThat(new Access("", "W").denial("GET", null, "Bearer ")).isPresent();
    }
}
