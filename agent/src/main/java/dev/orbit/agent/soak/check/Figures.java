// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.check;

import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was checked, and how often. Thread-safe. */
public final class Figures {

    private final Map<String, Long> checks = new TreeMap<>();
    private long comparedRecords;
    private long worstCatchUpMs;
    private long lostByLeaders;
    private long lostBySource;
    private final Map<String, Attempts> attempts = new TreeMap<>();
    private final Map<String, Long> strays = new TreeMap<>();

    /** To migrate one topic. */
    private record Attempts(long count, boolean isComplete) {}

    synchronized void checked(String what) {
        checks.merge(what, 1L, Long::sum);
    }

    synchronized void compared(long records) {
        comparedRecords += records;
    }

    synchronized void caughtUpAfter(long ms) {
        worstCatchUpMs = Math.max(worstCatchUpMs, ms);
    }

    synchronized void lost(long byLeaders, long bySource) {
        lostByLeaders = Math.max(lostByLeaders, byLeaders);
        lostBySource = Math.max(lostBySource, bySource);
    }

    synchronized void attempted(String topic, Snapshot.Topic told) {
        Snapshot.@Nullable Attempt last = told.lastAttempt();
        attempts.put(topic, new Attempts(last == null ? 0 : last.attempt(), told.state() == MigrationState.COMPLETE));
    }

    synchronized void strays(String topic, long count) {
        strays.put(topic, count);
    }

    /** Migrations that ended as COMPLETE. */
    public synchronized long cutovers() {
        return attempts.values().stream().filter(Attempts::isComplete).count();
    }

    /** Migrations that went back to PROXY. */
    public synchronized long rollbacks() {
        return attempts.values().stream()
                .mapToLong(one -> one.count() - (one.isComplete() ? 1 : 0))
                .sum();
    }

    /** Records that landed at the source after COMPLETE and were copied. */
    public synchronized long strays() {
        return strays.values().stream().mapToLong(count -> count).sum();
    }

    /** By what was checked. */
    public synchronized Map<String, Long> checks() {
        return new TreeMap<>(checks);
    }

    /** Found alike, in all comparisons together. */
    public synchronized long comparedRecords() {
        return comparedRecords;
    }

    /** From a quiet point's beginning until everything had arrived. */
    public synchronized long worstCatchUpMs() {
        return worstCatchUpMs;
    }

    /** Most records acknowledged by a leader alone that were gone from both sides at a quiet point. */
    public synchronized long lostByLeaders() {
        return lostByLeaders;
    }

    /** The same of records acknowledged for good: not Orbit's loss. */
    public synchronized long lostBySource() {
        return lostBySource;
    }
}
