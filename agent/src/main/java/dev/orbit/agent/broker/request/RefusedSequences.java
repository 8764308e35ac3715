// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that no batch of a producer overtakes an earlier one that was refused and is to come again. A log takes any
 * first sequence number from a producer that it does not know: the earlier one would be out of order there for ever, and its
 * producer try it in vain until its time is up. Of another leadership nothing is known: meanwhile another broker may have
 * taken what was refused here. Thread-safe.
 */
final class RefusedSequences {

    /** Producers try again within seconds; whoever has not come for so long has given up. */
    private static final long FORGET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Beyond it, what else is refused is not remembered. */
    private static final int PRODUCERS_MAX = 100_000;

    private final Map<Producer, Refusal> lowest = new ConcurrentHashMap<>();
    private final AtomicLong sweptNanos = new AtomicLong(System.nanoTime());

    private record Producer(TopicIdPartition partition, int leaderEpoch, long id, short epoch) {}

    private record Refusal(int sequence, long nanos) {
        boolean isForgotten(long nowNanos) {
            return nowNanos - nanos > FORGET_NANOS;
        }
    }

    /** What tells a batch's place among those of its producer. */
    static final class Place {
        private final Producer producer;
        private final int sequence;

        private Place(Producer producer, int sequence) {
            this.producer = producer;
            this.sequence = sequence;
        }

        /** Of what was produced to a partition; null where there are no sequence numbers. */
        static @Nullable Place of(TopicIdPartition partition, int leaderEpoch, MemoryRecords records) {
            // shorter, it is malformed: it has no sequence number that could be read
            boolean hasHeader = records.sizeInBytes() >= DefaultRecordBatch.RECORD_BATCH_OVERHEAD;
            RecordBatch batch = hasHeader ? records.batches().iterator().next() : null;
            return batch != null && batch.hasProducerId() && batch.baseSequence() >= 0
                    ? new Place(
                            new Producer(partition, leaderEpoch, batch.producerId(), batch.producerEpoch()),
                            batch.baseSequence())
                    : null;
        }
    }

    /** Whether an earlier one was refused, and has not come again. */
    boolean isAhead(@Nullable Place place, long nowNanos) {
        if (place == null || lowest.isEmpty()) {
            return false;
        }
        sweep(nowNanos);
        Refusal refusal = lowest.get(place.producer);
        return refusal != null
                && !refusal.isForgotten(nowNanos)
                && !SequenceNumbers.isAtMost(place.sequence, refusal.sequence());
    }

    /** To be called before the producer hears of it: what it sends next may be here at once. */
    void answered(@Nullable Place place, Errors error, long nowNanos) {
        if (place == null) {
            return;
        }
        if (error.exception() instanceof RetriableException) {
            remember(place, nowNanos);
        } else if (!lowest.isEmpty()) {
            lowest.computeIfPresent(place.producer, (producer, refusal) -> isOver(refusal, place) ? null : refusal);
        }
    }

    /** That one, or a later one, was taken, or will not come again. */
    private static boolean isOver(Refusal refusal, Place place) {
        return SequenceNumbers.isAtMost(refusal.sequence(), place.sequence);
    }

    private void remember(Place place, long nowNanos) {
        sweep(nowNanos);
        if (lowest.size() < PRODUCERS_MAX || lowest.containsKey(place.producer)) {
            lowest.merge(place.producer, new Refusal(place.sequence, nowNanos), RefusedSequences::lower);
        }
    }

    private void sweep(long nowNanos) {
        long swept = sweptNanos.get();
        if (nowNanos - swept > SWEEP_NANOS && sweptNanos.compareAndSet(swept, nowNanos)) {
            lowest.values().removeIf(refusal -> refusal.isForgotten(nowNanos));
        }
    }

    private static Refusal lower(Refusal known, Refusal refusal) {
        boolean isLower =
                known.isForgotten(refusal.nanos()) || SequenceNumbers.isAtMost(refusal.sequence(), known.sequence());
        return isLower ? refusal : known;
    }
}
