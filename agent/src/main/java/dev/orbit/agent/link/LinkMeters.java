// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import dev.orbit.agent.metrics.Measure;
import dev.orbit.agent.metrics.OrbitMetrics;
import dev.orbit.agent.source.SourceProducer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What is measured of each link, through whichever runtime it has: one that is restarted counts anew. Of one thread. */
final class LinkMeters {

    private final OrbitMetrics metrics;
    private final Function<String, @Nullable LinkRuntime> runtimes;
    private final ToDoubleFunction<String> troubledTopics;
    private final Map<String, OrbitMetrics.Series> measured = new HashMap<>();

    /**
     * @param runtimes by the name of the link
     * @param troubledTopics likewise: see {@link Measure#TROUBLED_TOPICS}
     */
    LinkMeters(
            OrbitMetrics metrics,
            Function<String, @Nullable LinkRuntime> runtimes,
            ToDoubleFunction<String> troubledTopics) {
        this.metrics = metrics;
        this.runtimes = runtimes;
        this.troubledTopics = troubledTopics;
    }

    /** These links, and no others. */
    void measure(Set<String> links) {
        measured.entrySet().removeIf(entry -> {
            boolean gone = !links.contains(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
        links.forEach(link -> measured.computeIfAbsent(link, this::register));
    }

    private OrbitMetrics.Series register(String link) {
        return metrics.register(
                List.of(link),
                Map.of(
                        Measure.REACHABLE, () -> isReachable(link) ? 1 : 0,
                        Measure.PROXY_REACHABLE, () -> ofProxy(link, proxy -> isProxyReachable(link) ? 1 : 0),
                        Measure.TROUBLED_TOPICS, () -> troubledTopics.applyAsDouble(link),
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
