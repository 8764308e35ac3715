// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.MirrorState;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LagGateTest {

    @Test
    void letsAtMost180SecondsPassByDefault() {
        LagGate gate = LagGate.of(request(null, null, null));

        assertThat(gate.refusal(behind(1_000_000L, 180.0))).isEmpty();
        assertThat(gate.refusal(behind(12L, 180.1))).hasValueSatisfying(problem -> {
            assertThat(problem.code()).isEqualTo("time_lag_above_threshold");
            assertThat(problem.message()).contains("orders", "180.1 s", "12 records", "at most 180 s");
        });
    }

    /** As the seed's manual has it: an offset lag of 0 is no limit. */
    @Test
    void countsByTimeWhenTheOffsetLagIsZero() {
        LagGate gate = LagGate.of(request(null, 0L, null));

        assertThat(gate.refusal(behind(1_000_000L, 180.0))).isEmpty();
        assertThat(gate.refusal(behind(1L, 181.0))).isPresent();
    }

    @Test
    void countsByOffsetsAloneWhenTheyAreGiven() {
        for (Integer unusedSeconds : new Integer[] {null, 0}) {
            LagGate gate = LagGate.of(request(unusedSeconds, 100L, null));

            assertThat(gate.refusal(behind(100L, 9_999.0))).isEmpty();
            assertThat(gate.refusal(behind(101L, 0.1))).hasValueSatisfying(problem -> {
                assertThat(problem.code()).isEqualTo("offset_lag_above_threshold");
                assertThat(problem.message()).contains("orders", "101 records", "at most 100");
                assertThat(problem.remedy()).isNotBlank();
            });
        }
    }

    @Test
    void letsOnlyWhatIsCaughtUpPassWithZeroSeconds() {
        LagGate gate = LagGate.of(request(0, null, null));

        assertThat(gate.refusal(behind(0L, 0.0))).isEmpty();
        assertThat(gate.refusal(behind(1L, 0.01))).isPresent();
    }

    @Test
    void letsNothingPassWhoseLagIsNotKnown() {
        LagGate gate = LagGate.of(request(null, null, null));

        for (Snapshot.Topic topic : List.of(
                topic(null, null, null), topic(0L, null, null), topic(null, 0.0, null), topic(0L, 0.0, "no source"))) {
            assertThat(gate.refusal(topic))
                    .hasValueSatisfying(problem -> assertThat(problem.code()).isEqualTo("lag_unknown"));
        }
        assertThat(gate.refusal(topic(0L, 0.0, "no source")).orElseThrow().message())
                .contains("no source");
    }

    @Test
    void refusesTwoThresholds() {
        assertThat(problems(request(180, 1L, null))).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("conflicting_lag_thresholds");
            assertThat(problem.message()).contains("180", "1");
        });
    }

    @Test
    void refusesAllNegativeNumbersAtOnce() {
        assertThat(problems(request(-1, -2L, -3)))
                .allSatisfy(problem -> {
                    assertThat(problem.code()).isEqualTo("out_of_range");
                    assertThat(problem.remedy()).contains("not negative");
                })
                .extracting(Problem::field)
                .containsExactlyInAnyOrder("max_time_lag_seconds", "max_offset_lag", "migration_timeout_seconds");
        assertThat(problems(request(-1, null, null)).get(0).message()).contains("-1");
    }

    private static List<Problem> problems(InitiateRequest request) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> LagGate.of(request));
        assertThat(refused.status()).isEqualTo(400);
        return refused.problems();
    }

    private static InitiateRequest request(
            @Nullable Integer maxTimeLagSeconds, @Nullable Long maxOffsetLag, @Nullable Integer timeoutSeconds) {
        return new InitiateRequest(
                null, List.of("orders"), null, false, maxTimeLagSeconds, maxOffsetLag, timeoutSeconds);
    }

    private static Snapshot.Topic behind(Long records, Double seconds) {
        return topic(records, seconds, null);
    }

    private static Snapshot.Topic topic(@Nullable Long offsetLag, @Nullable Double timeLag, @Nullable String error) {
        return new Snapshot.Topic(
                "default",
                "orders",
                "orders",
                "orders",
                MigrationState.PROXY,
                MirrorState.ACTIVE,
                offsetLag,
                timeLag,
                error,
                null,
                List.of());
    }
}
