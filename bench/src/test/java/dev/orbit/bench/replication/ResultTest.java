// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultTest {

    private static final Dataset NONE = new Dataset("load-none", "none", 8, 1_000, 1_000_000_000);
    private static final Dataset LZ4 = new Dataset("load-lz4", "lz4", 8, 1_000, 400_000_000);

    @Test
    void takesEachFigureFromTheCodecWhereItIsLowest() throws Exception {
        Result result = Result.of(
                List.of(measurement("Orbit", NONE, 1_000, 2, 4), measurement("Orbit", LZ4, 400, 1, 1)),
                List.of(measurement("MM2", LZ4, 100, 2.5, 10), measurement("MM2", NONE, 600, 30, 60)),
                List.of(measurement("follower", NONE, 1_000, 4, 8), measurement("follower", LZ4, 400, 2, 1)));

        assertThat(result).isEqualTo(new Result(400, 250, 10, 25, 2, 1));
        assertThat(Json.MAPPER.writeValueAsString(result))
                .isEqualTo("{\"mb_per_s\":400.0,\"mb_per_cpu_s\":250.0,"
                        + "\"vs_mirrormaker_mb_per_s\":10.0,\"vs_mirrormaker_mb_per_cpu_s\":25.0,"
                        + "\"vs_follower_mb_per_s\":2.0,\"vs_follower_mb_per_cpu_s\":1.0}");
    }

    private static Measurement measurement(
            String replicator, Dataset dataset, int megabytes, double seconds, double cpuSeconds) {
        return new Measurement(
                replicator,
                dataset,
                megabytes * 1_000_000L,
                Duration.ofMillis(Math.round(seconds * 1_000)),
                Duration.ofMillis(Math.round(cpuSeconds * 1_000)));
    }
}
