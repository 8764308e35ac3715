// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {

    /** The second round's machine is half as fast: which tells nothing of the proxy. */
    private final Rounds rounds = new Rounds(List.of(
            measurement(Lane.DIRECT, 200, 100, 5),
            measurement(Lane.PROXY, 110, 200, 10),
            measurement(Lane.DIRECT, 100, 400, 10),
            measurement(Lane.PROXY, 50, 800, 20),
            measurement(Lane.DIRECT, 200, 100, 5),
            measurement(Lane.PROXY, 100, 300, 15)));

    @Test
    void holdsALaneAgainstTheSameRound() {
        assertThat(rounds.timesDirect(Lane.PROXY, Measurement::p99Ms)).isEqualTo(2);
        assertThat(rounds.timesDirect(Lane.PROXY, Measurement::cpuMsPerMb)).isEqualTo(2);
        assertThat(rounds.median(Lane.PROXY, Measurement::mbPerS)).isEqualTo(100);
    }

    @Test
    void tellsTheMedianInItsLastLine() throws Exception {
        assertThat(Json.MAPPER.writeValueAsString(Result.of(rounds, rounds)))
                .isEqualTo(
                        "{\"carries_half\":1,\"p50_added_ms\":200.0,\"p99_vs_direct\":2.0,\"cpu_per_mb_vs_direct\":2.0}");
    }

    private static Measurement measurement(Lane lane, double mbPerS, double latencyMs, int cpuMs) {
        CpuTime cpu = new CpuTime(Duration.ofMillis(cpuMs), Duration.ZERO, Duration.ZERO);
        return new Measurement(lane, mbPerS, latencyMs, latencyMs, cpu, 1);
    }
}
