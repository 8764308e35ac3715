// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.check;

import java.util.Map;
import java.util.TreeMap;

/** What was checked, and how often. Thread-safe. */
public final class Figures {

    private final Map<String, Long> checks = new TreeMap<>();
    private long comparedRecords;
    private long worstCatchUpMs;
    private long lostByLeaders;
    private long lostBySource;

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
