// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was allowed though the ACLs do not, as long as they still do not: who mends them sees it go. The log tells of each
 * once; what is not asked for any more is forgotten after a day. Thread-safe.
 */
final class ShadowDenials {

    /** More say nothing more, and a client can make up names of resources without end. */
    static final int KEPT_MAX = 1_000;

    private static final long KEPT_MS = Duration.ofDays(1).toMillis();
    private static final Logger LOG = LoggerFactory.getLogger(ShadowDenials.class);

    private final Map<Asked, Seen> seen = new ConcurrentHashMap<>();
    private final LongSupplier clockMs;

    ShadowDenials(LongSupplier clockMs) {
        this.clockMs = clockMs;
    }

    /** Who asked for what. */
    record Asked(String principal, String operation, String resourceType, String resource) {}

    private record Seen(long requests, long sinceMs, long lastMs, BooleanSupplier stillDenied) {}

    /** Counts one request. */
    void add(Asked asked, BooleanSupplier stillDenied) {
        long nowMs = clockMs.getAsLong();
        if (seen.size() >= KEPT_MAX && !seen.containsKey(asked)) {
            return;
        }
        Seen now = seen.merge(
                asked,
                new Seen(1, nowMs, nowMs, stillDenied),
                (before, one) -> new Seen(before.requests + 1, before.sinceMs, nowMs, stillDenied));
        if (now.requests == 1) {
            LOG.warn(
                    "ACL_SHADOW_DENIED: {} was allowed {} on {} {}, which its ACLs do not allow.",
                    asked.principal,
                    asked.operation,
                    asked.resourceType,
                    asked.resource);
        }
    }

    /** What the ACLs of this moment would refuse. */
    List<Denial> current() {
        long nowMs = clockMs.getAsLong();
        seen.values().removeIf(each -> nowMs - each.lastMs >= KEPT_MS || !each.stillDenied.getAsBoolean());
        return seen.entrySet().stream()
                .map(entry -> denial(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Denial denial(Asked asked, Seen seen) {
        return new Denial(
                asked.principal,
                asked.operation,
                asked.resourceType,
                asked.resource,
                seen.requests,
                seen.sinceMs,
                seen.lastMs);
    }
}
