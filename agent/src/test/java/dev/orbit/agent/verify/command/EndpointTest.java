// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {

    @ParameterizedTest
    @CsvSource({
        ", '', http://127.0.0.1:8080/v1/snapshot",
        ", http://a:1, http://a:1/v1/snapshot",
        "https://b/, http://a:1, https://b/v1/snapshot",
        "https://b/orbit, '', https://b/orbit/v1/snapshot"
    })
    void isTheOptionOrTheEnvironmentOrTheDefault(@Nullable String option, String environment, String expected) {
        assertThat(Endpoint.of(option, environment, "").resolve("/v1/snapshot")).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8080, '', invalid_endpoint",
        "ftp://a, '', invalid_endpoint",
        "http://a?b, '', invalid_endpoint",
        "http://me:secret@a, '', invalid_endpoint",
        "http://a:8080, token, token_in_the_clear",
        "http://127.0.0.1:8080, 'to ken', invalid_token"
    })
    void whatNoAgentIsReachedByIsRefused(String endpoint, String token, String code) {
        assertThatThrownBy(() -> Endpoint.of(endpoint, "", token))
                .hasMessageContaining("[" + code + "]")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource({"https://a:1", "http://localhost:1", "http://[::1]:1"})
    void aTokenGoesOnlyWhereNobodyListens(String endpoint) {
        assertThat(Endpoint.of(endpoint, "", "token").token()).isEqualTo("token");
    }
}
