// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.coordinator.source.SourceFailure;
import dev.orbit.schemas.LinkSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What sources answered to dry runs of the same plan: those are many, and come one after the other. Thread-safe. */
final class RecentLooks {

    static final long RECENT_NANOS = 2_000_000_000L;

    private record Key(String planId, LinkSpec link) {}

    private record Seen(SourceLook look, long atNanos) {}

    private final LongSupplier nanoClock;
    private final Map<Key, Seen> seen = new HashMap<>();

    RecentLooks(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** What was seen for this plan at most {@value #RECENT_NANOS} ns ago, or else what the origin shows now. */
    SourceLook of(String planId, LinkSpec link, SourceLook.Origin origin) throws SourceFailure {
        Key key = new Key(planId, link);
        long nowNanos = nanoClock.getAsLong();
        SourceLook recent = recent(key, nowNanos);
        if (recent != null) {
            return recent;
        }
        SourceLook look = origin.look(link);
        remember(key, new Seen(look, nowNanos));
        return look;
    }

    private synchronized @Nullable SourceLook recent(Key key, long nowNanos) {
        seen.values().removeIf(old -> nowNanos - old.atNanos > RECENT_NANOS);
        Seen known = seen.get(key);
        return known == null ? null : known.look;
    }

    private synchronized void remember(Key key, Seen look) {
        seen.put(key, look);
    }

    synchronized void forget(String planId) {
        seen.keySet().removeIf(key -> key.planId.equals(planId));
    }
}
