// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.Measurable;
import org.apache.kafka.common.metrics.Metrics;

/**
 * Orbit's metrics among the broker's. A value is read when somebody looks at it, and costs nothing until then. Thread-safe.
 */
public final class OrbitMetrics {

    private final Metrics metrics;
    private final Map<MetricName, Measure> registered = new ConcurrentHashMap<>();

    public OrbitMetrics(Metrics metrics) {
        this.metrics = metrics;
    }

    /** Some metrics of one thing; closed when the thing is gone. */
    public final class Series implements AutoCloseable {
        private final List<MetricName> names = new ArrayList<>();

        @Override
        public void close() {
            for (MetricName name : names) {
                registered.remove(name);
                metrics.removeMetric(name);
            }
        }
    }

    /** A value of a metric as it is now. */
    record Sample(Measure measure, Map<String, String> labels, double value) {}

    /**
     * Registers what is measured of one thing.
     *
     * @param labels values of the labels, in the order that the measures have them
     * @param values called from any thread; NaN where there is no value to tell
     */
    public Series register(List<String> labels, Map<Measure, DoubleSupplier> values) {
        Series series = new Series();
        values.forEach((measure, value) -> {
            MetricName name = metrics.metricName(
                    measure.attribute(), measure.group(), measure.description(), tags(measure, labels));
            metrics.addMetric(name, (Measurable) (config, nowMs) -> value.getAsDouble());
            registered.put(name, measure);
            series.names.add(name);
        });
        return series;
    }

    private static Map<String, String> tags(Measure measure, List<String> labels) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (int label = 0; label < labels.size(); label++) {
            tags.put(measure.labels().get(label), labels.get(label));
        }
        return tags;
    }

    /** All values as they are now, but those that there are none of. */
    List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        registered.forEach((name, measure) -> {
            KafkaMetric metric = metrics.metric(name);
            if (metric != null && metric.metricValue() instanceof Double value && !value.isNaN()) {
                samples.add(new Sample(measure, name.tags(), value));
            }
        });
        return samples;
    }

    /** The names under which something is registered, for tests of what is left behind. */
    Set<MetricName> names() {
        return Set.copyOf(registered.keySet());
    }
}
