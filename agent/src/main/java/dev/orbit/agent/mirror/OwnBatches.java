// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import dev.orbit.agent.broker.log.MirrorLog;
import dev.orbit.agent.state.SourceEpochs;
import dev.orbit.agent.tag.ProducerIdTag;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Orbit itself writes into a mirror, at offsets where the source holds nothing any more. It bears no epoch of the
 * source's, which is recorded first: the source is not asked whether it knows one there. Not thread-safe.
 */
final class OwnBatches {

    private static final Logger LOG = LoggerFactory.getLogger(OwnBatches.class);

    private final MirrorLog log;
    private final SourceHistory history;
    private final ProducerIdTag tag;
    private final Runnable wakeLease;

    /**
     * Into the mirror of that history.
     *
     * @param tag on the source's producer ids
     * @param wakeLease called when there is something to be recorded
     */
    OwnBatches(MirrorLog log, SourceHistory history, ProducerIdTag tag, Runnable wakeLease) {
        this.log = log;
        this.history = history;
        this.tag = tag;
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
     * the mirror deletes what the source does: all that these transactions wrote so far goes with it. One that the source
     * still holds open may be among them: what it writes there later begins it anew here.
     *
     * @param firstBatch where the source's first batch begins, {@link DeletedOffsets#NO_BATCH}
     * @return whether that is done, or nothing is to be done
     */
    boolean endTransactions(long firstBatch, long nowMs) {
        long next = log.nextOffset();
        DeletedOffsets deleted = DeletedOffsets.between(next, history.asksFrom(next), firstBatch);
        int open = deleted.isEmpty() ? 0 : log.openProducerIds().size();
        if (open == 0) {
            return true;
        }
        DeletedOffsets markers = deleted.last(open);
        if (history.epochAt(markers.fromOffset()) != SourceEpochs.UNKNOWN) {
            begin(markers.fromOffset());
            return false;
        }
        log.abortTransactions(markers.fromOffset(), markers.toOffset(), nowMs);
        tellOpen(markers);
        return true;
    }

    /** Of more transactions than there were offsets, it is not known which lost their ends: the oldest are the likeliest. */
    private void tellOpen(DeletedOffsets markers) {
        List<Long> open = log.openProducerIds();
        if (!open.isEmpty()) {
            LOG.warn(
                    "{}: the source deleted ends of transactions perhaps, at offsets {} to {}, but not of all that are"
                            + " open here. The oldest were ended as aborted; those of producer ids (at the source) {} stay"
                            + " open until their ends come. If the source does not hold one of them open"
                            + " (kafka-transactions.sh describe-producers), its end is gone, and who reads committed"
                            + " records here waits for ever: orbit resync --topic {}",
                    log.partition().name(),
                    markers.fromOffset(),
                    markers.toOffset() - 1,
                    open.stream().map(tag::across).toList(),
                    log.partition().name().topic());
        }
    }

    private void begin(long offset) {
        history.epochBegins(SourceEpochs.UNKNOWN, offset, log.nextOffset());
        wakeLease.run();
    }
}
