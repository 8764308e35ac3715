// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.bypass;

import dev.orbit.agent.command.Command.WritesReport;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How much of what is written to a topic's source goes past the proxy, in the last minute. Thread-safe. */
public final class WriteRate {

    private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long SAMPLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, long unproxied, long proxied) {}

    /**
     * What of the records goes past the proxy.
     *
     * @param recordsPerSecond past the proxy
     * @param share of all records, 0 to 1
     */
    public record Figures(double recordsPerSecond, double share) {}

    synchronized void add(Collection<WritesReport> reports, long nowNanos) {
        Sample last = samples.peekLast();
        if (last != null && nowNanos - last.nanos() < SAMPLE_NANOS) {
            return;
        }
        long unproxied = reports.stream().mapToLong(WritesReport::unproxied).sum();
        long proxied = reports.stream().mapToLong(WritesReport::proxied).sum();
        if (last != null && (unproxied < last.unproxied() || proxied < last.proxied())) {
            // an agent began anew, and so do its numbers
            samples.clear();
        }
        samples.add(new Sample(nowNanos, unproxied, proxied));
        while (nowNanos - samples.element().nanos() > WINDOW_NANOS) {
            samples.remove();
        }
    }

    /** Empty until there are two numbers to compare. */
    synchronized Optional<Figures> figures() {
        Sample first = samples.peekFirst();
        Sample last = samples.peekLast();
        if (first == null || last == null || last.nanos() == first.nanos()) {
            return Optional.empty();
        }
        double seconds = (last.nanos() - first.nanos()) / 1e9;
        long unproxied = last.unproxied() - first.unproxied();
        long all = unproxied + last.proxied() - first.proxied();
        return Optional.of(new Figures(unproxied / seconds, all == 0 ? 0 : (double) unproxied / all));
    }
}
