// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiPredicate;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is measured of each topic, from the first time it is used here until it is gone: never of a partition, of which
 * there may be thousands. Forwards are counted by any thread; one sees to what is mirrored.
 */
public final class TopicMeters {

    private final OrbitMetrics metrics;
    private final ToDoubleFunction<String> pauseSeconds;
    private final Executor registering;
    private final Map<String, ForwardMeter> forwards = new ConcurrentHashMap<>();
    private final Map<String, Mirrored> mirrored = new ConcurrentHashMap<>();

    /**
     * Meters of an agent.
     *
     * @param pauseSeconds how long the latest cutover of a topic kept producers waiting; NaN: there was none
     * @param registering runs one task after the other: thousands of topics may come at once, JMX takes a moment for each,
     *     and their mirrors do not wait for that
     */
    public TopicMeters(OrbitMetrics metrics, ToDoubleFunction<String> pauseSeconds, Executor registering) {
        this.metrics = metrics;
        this.pauseSeconds = pauseSeconds;
        this.registering = registering;
    }

    /**
     * How the partitions of a topic that this agent leads fare; lags are NaN where they are not known.
     *
     * @param failed those of them that do not come on
     */
    public record Figures(
            int partitions, int failed, double offsetLag, double offsetLagMax, double timeLagSecondsMax) {}

    /** A topic that is mirrored here. Its series is the registering thread's. */
    private static final class Mirrored {
        private final String link;
        private final AppendMeter meter = new AppendMeter();
        private OrbitMetrics.@Nullable Series series;

        private Mirrored(String link) {
            this.link = link;
        }

        private void close() {
            if (series != null) {
                series.close();
            }
        }
    }

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
        Mirrored there = mirrored.get(topic);
        if (there != null && there.link.equals(link)) {
            return there.meter;
        }
        Mirrored fresh = new Mirrored(link);
        mirrored.put(topic, fresh);
        if (there != null) {
            registering.execute(there::close);
        }
        registering.execute(() -> fresh.series = register(link, topic, fresh.meter, figures));
        return fresh.meter;
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

    /** Forgets the topics that are gone, or another link's. By whoever calls {@link #mirrors}. */
    public void retain(BiPredicate<String, String> isThere) {
        for (String topic : forwards.keySet()) {
            // closed before another can take its place under the same name
            forwards.computeIfPresent(topic, (name, meter) -> {
                if (isThere.test(meter.link(), topic)) {
                    return meter;
                }
                meter.close();
                return null;
            });
        }
        mirrored.forEach((topic, entry) -> {
            if (!isThere.test(entry.link, topic) && mirrored.remove(topic, entry)) {
                registering.execute(entry::close);
            }
        });
    }
}
