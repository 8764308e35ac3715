// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.api.Access.Right;
import dev.orbit.agent.api.Access.Transport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {

    private static final Access OPEN = new Access(null, null, null);
    private static final int ALLOWED = 0;

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "127.0.0.1:8080", "localhost:1", "localhost", "[::1]:8080", "[::1]", "LocalHost:80"
            })
    void takesLoopbackHosts(String host) {
        assertThat(OPEN.denial(Right.WRITE, host, null)).isEmpty();
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
        assertThat(OPEN.denial(Right.READ, host, null)).hasValueSatisfying(reply -> {
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.body()).contains("foreign_host", "127.0.0.1");
        });
    }

    /** A page under such a name has no token, and its name is in no certificate of an agent. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "PLAIN,      -, 403",
                "PLAIN,      W, 403",
                "TLS,        -, 403",
                "TLS,        W, 0",
                "MUTUAL_TLS, -, 0",
                "MUTUAL_TLS, W, 0"
            })
    void takesAnyHostWhereTlsAndSomethingMoreStandBeforeIt(Transport transport, @Nullable String token, int status) {
        int answered = new Access(null, null, token, transport)
                .denial(Right.WRITE, "agent-1.example.com:8080", "Bearer W")
                .map(reply -> reply.status())
                .orElse(ALLOWED);

        assertThat(answered).isEqualTo(status);
    }

    /** A certificate is not taken for a token. */
    @Test
    void wantsATokenBesideTheCertificateWhereThereIsOne() {
        assertThat(new Access(null, null, "W", Transport.MUTUAL_TLS).denial(Right.READ, null, null))
                .hasValueSatisfying(reply -> assertThat(reply.status()).isEqualTo(401));
    }

    /** Tokens R for reading, P for trying out, W for everything: what each right is answered under each, and under none. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, -, READ,    -,        0",
                "-, -, -, WRITE,   -,        0",
                "-, -, W, READ,    -,        401",
                "-, -, W, WRITE,   -,        401",
                "-, -, W, READ,    Bearer W, 0",
                "-, -, W, WRITE,   Bearer W, 0",
                "R, -, W, READ,    -,        401",
                "R, -, W, READ,    Bearer R, 0",
                "R, -, W, TRY_OUT, Bearer R, 403",
                "R, -, W, WRITE,   Bearer R, 403",
                "R, -, W, READ,    Bearer W, 0",
                "R, -, W, TRY_OUT, Bearer W, 0",
                "R, -, W, WRITE,   Bearer W, 0",
                "R, -, W, WRITE,   -,        401",
                "R, -, W, WRITE,   Bearer w, 401",
                "R, -, W, WRITE,   W,        401",
                "R, -, W, WRITE,   Basic W,  401",
                "R, -, W, READ,    Bearer,   401",
                "R, -, -, READ,    -,        401",
                "R, -, -, READ,    Bearer R, 0",
                "R, -, -, WRITE,   Bearer R, 403",
                "R, -, -, WRITE,   -,        401",
                "R, P, W, READ,    Bearer P, 0",
                "R, P, W, TRY_OUT, Bearer P, 0",
                "R, P, W, WRITE,   Bearer P, 403",
                "-, P, -, READ,    -,        401",
                "-, P, -, WRITE,   -,        401"
            })
    void wantsTheRightToken(
            @Nullable String read,
            @Nullable String plan,
            @Nullable String write,
            Right wanted,
            @Nullable String given,
            int status) {
        int answered = new Access(read, plan, write)
                .denial(wanted, "127.0.0.1", given)
                .map(reply -> reply.status())
                .orElse(ALLOWED);

        assertThat(answered).isEqualTo(status);
    }

    /** Nobody is sent for a token that changes things to try one out. */
    @Test
    void namesTheLeastTokenThatIsEnough() {
        Access access = new Access("read-secret", "plan-secret", "write-secret");

        assertThat(access.denial(Right.TRY_OUT, null, "Bearer read-secret")
                        .orElseThrow()
                        .body())
                .contains("ORBIT_API_PLAN_TOKEN");
        assertThat(access.denial(Right.WRITE, null, "Bearer read-secret")
                        .orElseThrow()
                        .body())
                .contains("ORBIT_API_TOKEN");
        assertThat(new Access("read-secret", null, "write-secret")
                        .denial(Right.TRY_OUT, null, "Bearer read-secret")
                        .orElseThrow()
                        .body())
                .contains("ORBIT_API_TOKEN");
    }

    @Test
    void neverTellsATokenInItsAnswer() {
        Access access = new Access("read-secret", "plan-secret", "write-secret");

        assertThat(access.denial(Right.WRITE, null, "Bearer read-secret")
                        .orElseThrow()
                        .body())
                .contains("read_only_token")
                .doesNotContain("secret");
        assertThat(access.denial(Right.WRITE, null, "Bearer plan-secret")
                        .orElseThrow()
                        .body())
                .contains("plan_only_token", "ORBIT_API_TOKEN")
                .doesNotContain("secret");
        assertThat(access.denial(Right.WRITE, null, "Bearer guess")
                        .orElseThrow()
                        .body())
                .contains("unauthorized")
                .doesNotContain("secret", "guess");
    }

    /** The scheme is case-insensitive (RFC 9110). */
    @Test
    void takesTheSchemeInAnyCase() {
        assertThat(new Access(null, null, "W").denial(Right.WRITE, null, "bearer W"))
                .isEmpty();
    }

    /** A variable that is set to nothing is a mistake, and no token that anybody could guess. */
    @Test
    void takesNoEmptyToken() {
        assertThat(new Access("", "", "W").denial(Right.READ, null, "Bearer ")).isPresent();
    }
}
