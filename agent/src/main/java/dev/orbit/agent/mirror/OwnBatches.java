// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import dev.orbit.agent.broker.log.MirrorLog;
import dev.orbit.agent.state.SourceEpochs;

/**
 * What Orbit itself writes into a mirror, at offsets where the source holds nothing any more. It bears no epoch of the
 * source's, which is recorded first: the source is not asked whether it knows one there. Not thread-safe.
 */
final class OwnBatches {

    private final MirrorLog log;
    private final SourceHistory history;
    private final Runnable wakeLease;

    /** @param wakeLease called when there is something to be recorded */
    OwnBatches(MirrorLog log, SourceHistory history, Runnable wakeLease) {
        this.log = log;
        this.history = history;
        this.wakeLease = wakeLease;
    }

    /**
     * Has the mirror end where its source does.
     *
     * @return whether it does now
     */
    boolean carryEnd(long sourceHighWatermark) {
        if (history.epochAt(sourceHighWatermark - 1) == SourceEpochs.UNKNOWN) {
            log.endAt(sourceHighWatermark);
        } else if (log.partition().positions().logEndOffset() < sourceHighWatermark) {
            begin(sourceHighWatermark - 1);
            return false;
        }
        return true;
    }

    /**
     * Where the source deleted what comes next before it was mirrored, ends the transactions that the mirror holds open, as
     * aborted: their markers may have been there, and who reads committed records would wait for them for ever. Only where
     * the mirror deletes what the source does: all that these transactions wrote so far goes with it.
     *
     * @return whether that is done, or nothing is to be done
     */
    boolean endTransactions(long nowMs) {
        long next = log.nextOffset();
        long lostTo = history.asksFrom(next);
        int open = lostTo > next ? log.openTransactionCount() : 0;
        if (open == 0) {
            return true;
        }
        long from = Math.max(next, lostTo - open);
        if (history.epochAt(from) != SourceEpochs.UNKNOWN) {
            begin(from);
            return false;
        }
        log.abortTransactions(from, lostTo, nowMs);
        return true;
    }

    private void begin(long offset) {
        history.epochBegins(SourceEpochs.UNKNOWN, offset, log.nextOffset());
        wakeLease.run();
    }
}
