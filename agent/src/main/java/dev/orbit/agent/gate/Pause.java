// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.gate;

import org.jspecify.annotations.Nullable;

/** How long a gate stood closed when it was last closed. Written by one thread, read by any. */
final class Pause {

    private static final double NANOS_PER_SECOND = 1e9;

    private volatile @Nullable Span span;

    /** @param nanos how long it was; null: it is not over */
    private record Span(long sinceNanos, @Nullable Long nanos) {
        boolean isOver() {
            return nanos != null;
        }
    }

    /** The gate closes, unless it is closed. */
    void begin(long nowNanos) {
        Span known = span;
        if (known == null || known.isOver()) {
            span = new Span(nowNanos, null);
        }
    }

    /** It does not keep anybody waiting any more. */
    void end(long nowNanos) {
        Span known = span;
        if (known != null && !known.isOver()) {
            span = new Span(known.sinceNanos(), nowNanos - known.sinceNanos());
        }
    }

    /** So far, while it lasts; NaN if there was none. */
    double seconds(long nowNanos) {
        Span known = span;
        if (known == null) {
            return Double.NaN;
        }
        Long nanos = known.nanos();
        return (nanos != null ? nanos : nowNanos - known.sinceNanos()) / NANOS_PER_SECOND;
    }
}
