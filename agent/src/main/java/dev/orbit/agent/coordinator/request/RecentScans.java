// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.coordinator.duty.SourceQueries.SourceScan;
import dev.orbit.schemas.LinkSpec;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * What sources that let the proxy in, where there is one, held up to a second ago. For dry runs: a plan of hundreds of mappings
 * is tried in many steps, and each would ask the source for the same. Thread-safe.
 */
final class RecentScans {

    static final long AGE_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

    private final Map<LinkSpec, Seen> seen = new ConcurrentHashMap<>();

    private record Seen(SourceScan scan, long atNanos) {}

    Optional<SourceScan> of(LinkSpec link, long nowNanos) {
        seen.values().removeIf(each -> nowNanos - each.atNanos > AGE_NANOS_MAX);
        return Optional.ofNullable(seen.get(link)).map(Seen::scan);
    }

    /** @param atNanos before the source was asked */
    void add(LinkSpec link, SourceScan scan, long atNanos) {
        seen.put(link, new Seen(scan, atNanos));
    }
}
