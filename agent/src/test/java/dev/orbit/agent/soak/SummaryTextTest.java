// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orbit.schemas.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTextTest {

    private static Summary summary(List<String> broken, long lostBySource) {
        return new Summary(
                42,
                61,
                17,
                Map.of("produce", 12L, "halt", 5L),
                new Summary.Records(1_000, 20, 30, 4, 2, lostBySource),
                new Summary.Proxied(3_000, 6, 1, 8, 9, 10),
                Map.of("commit", 3L),
                Map.of("full comparisons", 2L),
                12_345,
                678,
                broken,
                broken.isEmpty() ? Map.of() : Map.of("PREFIX", "The mirror is a prefix."),
                broken.isEmpty() ? List.of() : List.of("  16  halt  kill agent", "  17  quiet point  number 1"),
                "history.txt",
                broken.isEmpty() ? null : "/tmp/run");
    }

    @Test
    void whatHeldIsToldInFigures() {
        assertThat(SummaryText.of(summary(List.of(), 0)))
                .containsPattern("produce +12")
                .containsPattern("acknowledged for good +1,000")
                .containsPattern("migrations complete +8")
                .containsPattern("migrations rolled back +9")
                .containsPattern("records acknowledged +3,000")
                .containsPattern("full comparisons +2")
                .contains("12,345 records", "within 678 ms", "Seed 42, 17 steps in 61 s", "history.txt")
                .contains("No invariant was broken.")
                .doesNotContain("lost by the source", "BROKEN");
    }

    @Test
    void whatBrokeIsToldWithTheSeedAndWhatLedToIt() {
        assertThat(SummaryText.of(summary(List.of("PREFIX, t: value differs"), 1)))
                .contains("BROKEN:\n  PREFIX, t: value differs")
                .contains("PREFIX: The mirror is a prefix.\n")
                .contains("16  halt  kill agent", "--seed 42", "/tmp/run")
                .containsPattern("lost by the source though acknowledged for good +1")
                .doesNotContain("No invariant");
    }

    @Test
    void theJsonHasTheSameFigures() {
        JsonNode json = Json.MAPPER.valueToTree(summary(List.of("PREFIX, t: value differs"), 1));
        assertThat(json.get("proxied").get("complete").asLong()).isEqualTo(8);
        assertThat(json.get("proxied").get("rolled_back").asLong()).isEqualTo(9);
        assertThat(json.get("invariants").get("PREFIX").asText()).isEqualTo("The mirror is a prefix.");
    }
}
