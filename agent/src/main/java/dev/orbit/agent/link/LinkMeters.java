// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import dev.orbit.agent.metrics.Measure;
import dev.orbit.agent.metrics.OrbitMetrics;
import dev.orbit.agent.source.forward.SourceProducer;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.schemas.MirrorState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What is measured of each link, through whichever runtime it has: one that is restarted counts anew. Of one thread. */
final class LinkMeters {

    private final OrbitMetrics metrics;
    private final Function<String, @Nullable LinkRuntime> runtimes;
    private final ToDoubleBiFunction<String, MirrorState> troubledTopics;
    private final ToDoubleFunction<String> unmirroredTopics;
    private final Map<String, List<OrbitMetrics.Series>> measured = new HashMap<>();

    /**
     * @param runtimes by the name of the link
     * @param troubledTopics likewise, and by what troubles them: see {@link Measure#TROUBLED_TOPICS}
     * @param unmirroredTopics likewise: see {@link Measure#UNMIRRORED_TOPICS}
     */
    LinkMeters(
            OrbitMetrics metrics,
            Function<String, @Nullable LinkRuntime> runtimes,
            ToDoubleBiFunction<String, MirrorState> troubledTopics,
            ToDoubleFunction<String> unmirroredTopics) {
        this.metrics = metrics;
        this.runtimes = runtimes;
        this.troubledTopics = troubledTopics;
        this.unmirroredTopics = unmirroredTopics;
    }

    /** These links, and no others. */
    void measure(Set<String> links) {
        measured.entrySet().removeIf(entry -> {
            boolean gone = !links.contains(entry.getKey());
            if (gone) {
                entry.getValue().forEach(OrbitMetrics.Series::close);
            }
            return gone;
        });
        links.forEach(link -> measured.computeIfAbsent(link, this::register));
    }

    private List<OrbitMetrics.Series> register(String link) {
        List<OrbitMetrics.Series> series = new ArrayList<>();
        series.add(registerLink(link));
        for (MirrorState trouble : MirrorTopic.TROUBLES) {
            series.add(metrics.register(
                    List.of(link, trouble.name()),
                    Map.of(Measure.TROUBLED_TOPICS, () -> troubledTopics.applyAsDouble(link, trouble))));
        }
        return series;
    }

    private OrbitMetrics.Series registerLink(String link) {
        return metrics.register(
                List.of(link),
                Map.of(
                        Measure.REACHABLE, () -> isReachable(link) ? 1 : 0,
                        Measure.PROXY_REACHABLE, () -> ofProxy(link, proxy -> isProxyReachable(link) ? 1 : 0),
                        Measure.UNMIRRORED_TOPICS, () -> unmirroredTopics.applyAsDouble(link),
                        Measure.CONNECTION_FAILURES,
                                () -> ofRuntime(link, found -> found.health().connectionFailures()),
                        Measure.FORWARD_REQUESTS, () -> ofProxy(link, SourceProducer::requests),
                        Measure.IN_FLIGHT_BYTES, () -> ofProxy(link, SourceProducer::inFlightBytes),
                        Measure.WAITING_BYTES, () -> ofProxy(link, SourceProducer::waitingBytes),
                        Measure.IN_FLIGHT_BYTES_LIMIT, () -> ofProxy(link, SourceProducer::inFlightBytesMax)));
    }

    private boolean isReachable(String link) {
        LinkRuntime runtime = runtimes.apply(link);
        return runtime != null && runtime.error() == null;
    }

    private boolean isProxyReachable(String link) {
        LinkRuntime runtime = runtimes.apply(link);
        return runtime != null && runtime.health().proxyError() == null;
    }

    private double ofRuntime(String link, ToDoubleFunction<LinkRuntime> figure) {
        LinkRuntime runtime = runtimes.apply(link);
        return runtime == null ? Double.NaN : figure.applyAsDouble(runtime);
    }

    private double ofProxy(String link, ToDoubleFunction<SourceProducer> figure) {
        LinkRuntime runtime = runtimes.apply(link);
        SourceProducer producer = runtime == null ? null : runtime.producer();
        return producer == null ? Double.NaN : figure.applyAsDouble(producer);
    }
}
