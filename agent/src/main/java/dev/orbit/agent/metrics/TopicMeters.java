// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * What is measured of each topic, from the first time it is used here until it is gone: never of a partition, of which
 * there may be thousands. Thread-safe.
 */
public final class TopicMeters {

    private final OrbitMetrics metrics;
    private final ToDoubleFunction<String> pauseSeconds;
    private final Map<String, ForwardMeter> forwards = new ConcurrentHashMap<>();
    private final Map<String, Mirrored> mirrored = new ConcurrentHashMap<>();

    /** @param pauseSeconds how long the latest cutover of a topic kept producers waiting; NaN: there was none */
    public TopicMeters(OrbitMetrics metrics, ToDoubleFunction<String> pauseSeconds) {
        this.metrics = metrics;
        this.pauseSeconds = pauseSeconds;
    }

    /**
     * How the partitions of a topic that this agent leads fare; lags are NaN where they are not known.
     *
     * @param failed those of them that do not come on
     */
    public record Figures(
            int partitions, int failed, double offsetLag, double offsetLagMax, double timeLagSecondsMax) {}

    private record Mirrored(String link, AppendMeter meter, OrbitMetrics.Series series) {}

    /** Of what is forwarded; the topic is named as at the destination. */
    public ForwardMeter forwards(String link, String topic) {
        ForwardMeter known = forwards.get(topic);
        return known != null && known.link().equals(link)
                ? known
                : forwards.compute(topic, (name, there) -> {
                    if (there != null && there.link().equals(link)) {
                        return there;
                    }
                    if (there != null) {
                        there.close();
                    }
                    return new ForwardMeter(metrics, link, topic);
                });
    }

    /** Of what is mirrored; the topic is named as at the destination. */
    public AppendMeter mirrors(String link, String topic, Supplier<Figures> figures) {
        return mirrored.compute(topic, (name, there) -> {
                    if (there != null && there.link().equals(link)) {
                        return there;
                    }
                    if (there != null) {
                        there.series().close();
                    }
                    AppendMeter meter = new AppendMeter();
                    return new Mirrored(link, meter, register(link, topic, meter, figures));
                })
                .meter();
    }

    private OrbitMetrics.Series register(String link, String topic, AppendMeter meter, Supplier<Figures> figures) {
        Map<Measure, DoubleSupplier> values = Map.of(
                Measure.APPENDED_BYTES, meter::bytes,
                Measure.APPENDED_RECORDS, meter::records,
                Measure.PARTITIONS, () -> figures.get().partitions(),
                Measure.FAILED_PARTITIONS, () -> figures.get().failed(),
                Measure.OFFSET_LAG, () -> figures.get().offsetLag(),
                Measure.OFFSET_LAG_MAX, () -> figures.get().offsetLagMax(),
                Measure.TIME_LAG_SECONDS_MAX, () -> figures.get().timeLagSecondsMax(),
                Measure.CUTOVER_PAUSE_SECONDS, () -> pauseSeconds.applyAsDouble(topic));
        return metrics.register(List.of(link, topic), values);
    }

    /** Forgets the topics that are gone, or another link's. */
    public void retain(BiPredicate<String, String> isThere) {
        forwards.forEach((topic, meter) -> {
            if (!isThere.test(meter.link(), topic) && forwards.remove(topic, meter)) {
                meter.close();
            }
        });
        mirrored.forEach((topic, entry) -> {
            if (!isThere.test(entry.link(), topic) && mirrored.remove(topic, entry)) {
                entry.series().close();
            }
        });
    }
}
