// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.metrics.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsPageTest {

    private static final Path DOCS = Path.of("..", "docs", "metrics.md");

    private final Metrics metrics = new Metrics();
    private final OrbitMetrics orbit = new OrbitMetrics(metrics);
    private final MetricsPage page = new MetricsPage(orbit);

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void thePageOfTheManualListsAllThatThereIs() throws IOException {
        assertThat(Files.readAllLines(DOCS).stream()
                        .filter(line -> line.startsWith("| `orbit_"))
                        .toList())
                .containsExactlyElementsOf(Arrays.stream(Measure.values())
                        .map(MetricsPageTest::row)
                        .toList());
    }

    private static String row(Measure measure) {
        return "| `%s` | `%s` `%s` | %s | %s |"
                .formatted(
                        measure.prometheusName(),
                        measure.group(),
                        measure.attribute(),
                        measure.labels().isEmpty() ? "-" : String.join(", ", measure.labels()),
                        measure.description());
    }

    @Test
    void aCounterIsKnownByItsName() {
        assertThat(Measure.values())
                .allSatisfy(measure -> assertThat(measure.attribute().endsWith("-total"))
                        .as("%s", measure)
                        .isEqualTo(measure.kind() == Measure.Kind.COUNTER));
    }

    @Test
    void showsTheValuesOfTheMoment() {
        double[] bytes = {1};
        orbit.register(
                List.of("west", "orders"), Map.of(Measure.APPENDED_BYTES, () -> bytes[0], Measure.OFFSET_LAG, () -> 7));
        bytes[0] = 3e9;

        MetricsPage.Page read = page.read(null);

        assertThat(read.contentType()).startsWith("text/plain; version=0.0.4");
        assertThat(read.body().lines())
                .contains(
                        "# TYPE orbit_mirror_appended_bytes_total counter",
                        "orbit_mirror_appended_bytes_total{link=\"west\",topic=\"orders\"} 3.0E9",
                        "# TYPE orbit_mirror_offset_lag gauge",
                        "orbit_mirror_offset_lag{link=\"west\",topic=\"orders\"} 7.0");
    }

    @Test
    void leavesOutWhatIsNotKnown() {
        orbit.register(List.of("west", "orders"), Map.of(Measure.OFFSET_LAG, () -> Double.NaN));

        assertThat(page.read(null).body()).doesNotContain("orbit_mirror_offset_lag");
    }

    @Test
    void speaksTheFormatOfItsReadersChoice() {
        orbit.register(List.of(), Map.of(Measure.HELD_BYTES, () -> 0));

        MetricsPage.Page open = page.read("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(open.contentType()).startsWith("application/openmetrics-text");
        assertThat(open.body()).endsWith("# EOF\n");
        String protobuf = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";
        assertThat(page.read(protobuf + ";q=0.6,application/openmetrics-text;version=1.0.0;q=0.5")
                        .contentType())
                .startsWith("application/openmetrics-text");
        MetricsPage.Page other = page.read(protobuf);
        assertThat(other.contentType()).startsWith("text/plain");
        assertThat(other.body()).contains("orbit_agent_held_bytes 0.0");
    }

    @Test
    void aNameMayHoldAnything() {
        orbit.register(List.of("a \"link\"\n"), Map.of(Measure.REACHABLE, () -> 1));

        assertThat(page.read(null).body()).contains("orbit_link_reachable{link=\"a \\\"link\\\"\\n\"} 1.0");
    }
}
