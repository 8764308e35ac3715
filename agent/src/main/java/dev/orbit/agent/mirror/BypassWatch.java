// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import dev.orbit.agent.batch.BatchHeader;
import dev.orbit.agent.batch.Batches;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.tag.ProducerIdTag;
import dev.orbit.agent.unproxied.ForwardLedger;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows the ledger of one partition, while its producers are proxied, what the mirror gets from the source. Used under the
 * target's monitor.
 */
final class BypassWatch {

    /**
     * What the partition's former leader forwarded and nobody had an answer of has landed by then, or never does: longer
     * than a producer waits for an answer, with the time that the source may take to replicate.
     */
    static final long FORMER_LEADER_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final ForwardLedger ledger;
    private final LongSupplier nanos;
    private long afterNanos;
    private @Nullable Long proxiedSinceNanos;

    /**
     * A watch under one leadership.
     *
     * @param isFirst whether nobody led the partition before
     */
    BypassWatch(ForwardLedger ledger, Migration migration, boolean isFirst, LongSupplier nanos) {
        this.ledger = ledger;
        this.nanos = nanos;
        this.afterNanos = isFirst ? 0 : FORMER_LEADER_NANOS;
        ledger.stopJudging();
        recorded(migration);
    }

    /** What the state holds by now. */
    void recorded(Migration migration) {
        if (!isProxied(migration)) {
            // whatever was forwarded has its outcome before anybody is let in again
            afterNanos = migration instanceof Migration.Reject ? 0 : afterNanos;
            proxiedSinceNanos = null;
            ledger.stopJudging();
        } else if (proxiedSinceNanos == null) {
            proxiedSinceNanos = nanos.getAsLong();
        }
    }

    private static boolean isProxied(Migration migration) {
        return migration instanceof Migration.Proxy || migration instanceof Migration.Migrating;
    }

    /**
     * Where the source ended. What was there when producers began to be proxied, or a former leader may have forwarded, is
     * not judged.
     *
     * @param sinceMs how long ago it surely ended there; null: that is not known
     */
    void sourceEnds(long offset, @Nullable Long sinceMs) {
        Long proxied = proxiedSinceNanos;
        if (proxied == null || sinceMs == null || ledger.isJudging()) {
            return;
        }
        long endedNanos = nanos.getAsLong() - TimeUnit.MILLISECONDS.toNanos(sinceMs);
        if (endedNanos - proxied > afterNanos) {
            ledger.judgeFrom(offset);
        }
    }

    /** The source holds these batches, whose producer ids are as at the destination. */
    void mirrored(ByteBuffer batches) {
        if (proxiedSinceNanos == null) {
            return;
        }
        Batches.in(batches).forEachRemaining((int at) -> mirrored(batches, at));
    }

    private void mirrored(ByteBuffer batches, int at) {
        if (BatchHeader.isControl(batches, at)) {
            return;
        }
        long lastOffset = BatchHeader.lastOffset(batches, at);
        int recordCount = BatchHeader.recordCount(batches, at);
        long producerId = BatchHeader.producerId(batches, at);
        if (producerId < 0) {
            ledger.seen(lastOffset, BatchHeader.offsetCount(batches, at), recordCount, nanos.getAsLong());
        } else if (ProducerIdTag.isUntagged(producerId)) {
            ledger.seenProxied(lastOffset, recordCount);
        } else {
            ledger.seenUnproxied(lastOffset, recordCount);
        }
    }
}
