// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.state.Migration.Attempt;
import dev.orbit.schemas.InitiateRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MigrationsTest {

    private static final long NOW_MS = 1_000;

    private static Attempt attempt(@Nullable Integer timeoutSeconds) {
        InitiateRequest request =
                new InitiateRequest(null, List.of("orders"), null, false, null, null, timeoutSeconds, null);
        return Migrations.attempt(7, request, NOW_MS, List.of());
    }

    @Test
    void anAttemptHasFiveMinutesUnlessTheRequestSaysOtherwise() {
        assertThat(attempt(null)).isEqualTo(new Attempt(7, NOW_MS, NOW_MS + 300_000));
        assertThat(attempt(12)).isEqualTo(new Attempt(7, NOW_MS, NOW_MS + 12_000));
        assertThat(attempt(0)).isEqualTo(new Attempt(7, NOW_MS, NOW_MS));
        assertThat(attempt(Integer.MAX_VALUE).deadlineMs()).isEqualTo(NOW_MS + Integer.MAX_VALUE * 1_000L);
    }
}
