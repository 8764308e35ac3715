// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak;

import dev.orbit.agent.soak.check.Figures;
import dev.orbit.agent.soak.ledger.Entry.Promise;
import dev.orbit.agent.soak.ledger.Ledger;
import dev.orbit.agent.soak.ledger.Receipts;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended; the JSON of {@code --json}.
 *
 * @param seconds from the declaration of the link on
 * @param actions how many of each kind
 * @param transactions how many ended how
 * @param checks how many of each kind
 * @param comparedRecordCount found alike on both sides, in all comparisons together
 * @param worstCatchUpMs from a quiet point's beginning until every mirror had arrived, the longest
 * @param broken what does not hold; empty if everything did
 * @param invariants those of them, by name, in words
 * @param lastSteps before it was found out; empty if everything held
 * @param history the file that has all of it
 * @param directory of the run, with the processes' logs and data; null if everything held: then it is gone
 */
record Summary(
        long seed,
        long seconds,
        int stepCount,
        Map<String, Long> actions,
        Records records,
        Proxied proxied,
        Map<String, Long> transactions,
        Map<String, Long> checks,
        long comparedRecordCount,
        long worstCatchUpMs,
        List<String> broken,
        Map<String, String> invariants,
        List<String> lastSteps,
        String history,
        @Nullable String directory) {

    /**
     * What producers at the source were told.
     *
     * @param kept acknowledged by all in-sync replicas, or committed
     * @param leaderOnly acknowledged by the leader alone
     * @param aborted in transactions
     * @param refused not acknowledged
     * @param lostByLeaders acknowledged by the leader alone, and gone from both sides: most at one quiet point
     * @param lostBySource acknowledged for good, and gone from both sides: most at one quiet point
     */
    record Records(long kept, long leaderOnly, long aborted, long refused, long lostByLeaders, long lostBySource) {

        static Records of(Ledger ledger, Figures figures) {
            return new Records(
                    ledger.count(Promise.KEPT),
                    ledger.count(Promise.LEADER_ONLY),
                    ledger.count(Promise.ABORTED),
                    ledger.refusedCount(),
                    figures.lostByLeaders(),
                    figures.lostBySource());
        }
    }

    /**
     * What went through Orbit.
     *
     * @param acknowledged records that producers were told are there
     * @param unknown records that were sent, and of which no producer was told that they are there
     * @param lostByLeaders acknowledged by a leader of the source alone, with acks 1, and lost by it
     * @param complete migrations that ended so
     * @param rolledBack migrations that went back to PROXY
     * @param strays that landed at the source after COMPLETE, and were copied
     */
    record Proxied(long acknowledged, long unknown, long lostByLeaders, long complete, long rolledBack, long strays) {

        static Proxied of(Receipts receipts, Figures figures) {
            return new Proxied(
                    receipts.acknowledgedCount(),
                    receipts.unknownCount(),
                    receipts.lostCount(),
                    figures.cutovers(),
                    figures.rollbacks(),
                    figures.strays());
        }
    }

    boolean isHeld() {
        return broken.isEmpty();
    }
}
