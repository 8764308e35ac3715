// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.metrics;

import dev.orbit.agent.metrics.OrbitMetrics.Sample;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** This agent's own metrics as Prometheus scrapes them. */
public final class MetricsPage {

    /** Of a counter, the format itself appends it. */
    private static final String TOTAL = "_total";

    private final OrbitMetrics metrics;
    private final ExpositionFormats formats = ExpositionFormats.init();

    public MetricsPage(OrbitMetrics metrics) {
        this.metrics = metrics;
    }

    /** A page in a format of its reader's choice. */
    public record Page(String contentType, String body) {}

    /**
     * All values as they are now.
     *
     * @param accept the header of the request; null: Prometheus' text format
     */
    public Page read(@Nullable String accept) {
        ExpositionFormatWriter writer = writer(accept);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            writer.write(body, snapshots());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Page(writer.getContentType(), body.toString(StandardCharsets.UTF_8));
    }

    /** Of the two that are text. The library's own choice would be a third, which it has no writer for. */
    private ExpositionFormatWriter writer(@Nullable String accept) {
        ExpositionFormatWriter open = formats.getOpenMetricsTextFormatWriter();
        return accept != null && open.accepts(accept) ? open : formats.getPrometheusTextFormatWriter();
    }

    private MetricSnapshots snapshots() {
        Map<Measure, List<Sample>> samples = metrics.samples().stream().collect(Collectors.groupingBy(Sample::measure));
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        samples.forEach((measure, values) -> all.metricSnapshot(
                measure.kind() == Measure.Kind.COUNTER ? counter(measure, values) : gauge(measure, values)));
        return all.build();
    }

    private static MetricSnapshot counter(Measure measure, List<Sample> samples) {
        String name = measure.prometheusName();
        CounterSnapshot.Builder counter = CounterSnapshot.builder()
                .name(name.substring(0, name.length() - TOTAL.length()))
                .help(measure.description());
        samples.forEach(sample -> counter.dataPoint(CounterDataPointSnapshot.builder()
                .labels(labels(sample))
                .value(sample.value())
                .build()));
        return counter.build();
    }

    private static MetricSnapshot gauge(Measure measure, List<Sample> samples) {
        GaugeSnapshot.Builder gauge =
                GaugeSnapshot.builder().name(measure.prometheusName()).help(measure.description());
        samples.forEach(sample -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(labels(sample))
                .value(sample.value())
                .build()));
        return gauge.build();
    }

    private static Labels labels(Sample sample) {
        List<String> names = sample.measure().labels();
        return Labels.of(
                names,
                names.stream()
                        .map(name -> sample.labels().getOrDefault(name, ""))
                        .toList());
    }
}
