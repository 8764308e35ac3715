// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.stray;

import dev.orbit.agent.broker.log.StrayLog;
import dev.orbit.agent.tag.ProducerIdTag;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells strays from produces that were tried again: one that an agent forwarded, whose answer was lost, and which its
 * producer repeated after the cutover is in the topic itself. The repetition may come later than what it repeats, so that
 * is waited for. Used under the target's monitor.
 */
final class Retries {

    /** A producer that waits for an answer gives up on it, and tries again, within this time. */
    static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final TopicPartition partition;
    private final HeldBatches held;
    private final LongSupplier nanos;
    private long fetchedTo = Long.MIN_VALUE;
    private long giveUpNanos;
    private boolean waits;
    private long lookAgainNanos;

    /** @param partition of the topic itself */
    Retries(TopicPartition partition, HeldBatches held, LongSupplier nanos) {
        this.partition = partition;
        this.held = held;
        this.nanos = nanos;
    }

    /** What a batch of the source is. */
    enum Found {
        /** The topic itself holds it. */
        HELD,
        /** It does not, and will not. */
        STRAY,
        /** It may still come to hold it. */
        WAITS
    }

    /**
     * The source answered with these batches, whose producer ids are as at the destination.
     *
     * @param nextOffset the first that is not dealt with: all that is fetched at once is waited for at once
     */
    void fetched(ByteBuffer answer, long nextOffset) {
        waits = false;
        if (fetchedTo <= nextOffset) {
            fetchedTo = StrayLog.batches(answer).stream()
                    .mapToLong(StrayLog.Batch::endOffset)
                    .max()
                    .orElse(nextOffset);
            giveUpNanos = nanos.getAsLong() + WAIT_NANOS;
        }
    }

    /** Whether there is nothing to do but wait. */
    boolean isWaiting() {
        return waits && nanos.getAsLong() - lookAgainNanos < 0;
    }

    Found of(StrayLog.Batch batch) {
        boolean isForwarded = batch.producerId() >= 0 && ProducerIdTag.isUntagged(batch.producerId());
        if (!isForwarded) {
            return Found.STRAY;
        }
        if (held.holds(partition, batch.producerId(), batch.producerEpoch(), batch.lastSequence())) {
            return Found.HELD;
        }
        long nowNanos = nanos.getAsLong();
        if (batch.endOffset() <= fetchedTo && nowNanos - giveUpNanos >= 0) {
            return Found.STRAY;
        }
        waits = true;
        lookAgainNanos = nowNanos + LOOK_NANOS;
        return Found.WAITS;
    }
}
