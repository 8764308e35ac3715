// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

    private static String refusal(String endpoint, @Nullable String token) {
        return catchThrowableOfType(AgentException.class, () -> Endpoint.of(endpoint, token))
                .problems()
                .get(0)
                .toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "127.0.0.1:8080", "kafka://h:1", "http://", "http://h:99999"})
    void refusesWhatIsNoUrlOfAnApi(String endpoint) {
        assertThat(refusal(endpoint, null))
                .contains("\"" + endpoint + "\"", "http://127.0.0.1:8080", "[invalid_endpoint]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://me:hidden@h:1",
                "https://admin:hid#den@agent:8443",
                "https://admin:hid/den@agent:8443",
                "https://admin:1/den@agent:8443",
                "https://agent/?token=hidden",
                "https://agent/#hidden",
                "admin:hidden@agent:8443"
            })
    void doesNotRepeatAPasswordInItsError(String endpoint) {
        assertThat(refusal(endpoint, null)).contains("invalid_endpoint").doesNotContain("hid", "den");
    }

    @Test
    void doesNotSendATokenInTheClearOverANetwork() {
        assertThat(refusal("http://agent.example:8080", "t")).contains("http://agent.example:8080", "https://");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8080", "http://[::1]:8080", "https://agent.example"})
    void sendsATokenWithinTheMachineAndOverTls(String endpoint) {
        assertThat(Endpoint.of(endpoint, "t").get("v1/snapshot").header("Authorization"))
                .isEqualTo("Bearer t");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "a b", "a\n", "ä"})
    void refusesATokenThatNoHeaderCarries(String token) {
        assertThat(refusal("http://127.0.0.1:8080", token)).contains("[invalid_token]");
    }

    @Test
    void showsItselfAsAUserWrites() {
        assertThat(Endpoint.of(" http://127.0.0.1:8080/ ", null)).hasToString("http://127.0.0.1:8080");
    }
}
