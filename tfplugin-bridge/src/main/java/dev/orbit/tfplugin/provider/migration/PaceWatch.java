// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.migration;

import dev.orbit.schemas.Snapshot;
import dev.orbit.tfplugin.diag.DiagnosticException;
import dev.orbit.tfplugin.provider.agents.Agents;
import dev.orbit.tfplugin.provider.agents.Look;
import dev.orbit.tfplugin.provider.agents.StopSignal;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Watches lags while a plan is made. A speed takes two looks: the second is taken once for all migrations of a plan, a
 * moment after the one that the plan is made from, and only where something is behind.
 */
final class PaceWatch {

    private static final long APART_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Agents agents;
    private final StopSignal stop;
    private @Nullable Look first;
    private @Nullable Look second;

    PaceWatch(Agents agents, StopSignal stop) {
        this.agents = agents;
        this.stop = stop;
    }

    /** The pace of those topics that are behind, by destination name; those are left out whose pace cannot be told. */
    synchronized Map<String, Pace> of(Collection<Snapshot.Topic> topics) {
        Map<String, Pace> paces = new TreeMap<>();
        if (topics.stream().noneMatch(Pace::isBehind)) {
            return paces;
        }
        Look earlier = agents.look();
        Look later = after(earlier);
        if (later == null) {
            return paces;
        }
        Map<String, Snapshot.Topic> behind = topics.stream()
                .filter(Pace::isBehind)
                .collect(Collectors.toMap(Snapshot.Topic::topic, Function.identity()));
        for (Snapshot.Topic now : later.snapshot().topics()) {
            Snapshot.Topic before = behind.get(now.topic());
            if (before != null) {
                Pace.between(before, now, later.secondsSince(earlier)).ifPresent(pace -> paces.put(now.topic(), pace));
            }
        }
        return paces;
    }

    /** An estimate is no reason for a plan to fail: where nobody answers there is none. */
    private @Nullable Look after(Look earlier) {
        if (first != null && first.atNanos() == earlier.atNanos()) {
            return second;
        }
        first = earlier;
        second = null;
        long waitNanos = earlier.atNanos() + APART_NANOS - System.nanoTime();
        if (!stop.awaitMs(Math.max(0, TimeUnit.NANOSECONDS.toMillis(waitNanos)))) {
            try {
                second = agents.lookAside();
            } catch (DiagnosticException unanswered) {
                second = null;
            }
        }
        return second;
    }
}
