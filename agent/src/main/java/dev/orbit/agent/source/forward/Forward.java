// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.forward;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A produce on its way to the source. It gets exactly one result, whoever comes first with one. */
final class Forward {

    private static final Logger LOG = LoggerFactory.getLogger(Forward.class);

    /** Unsent for longer, its producer is better served by trying again. */
    private static final int UNSENT_MAX_MS = 5_000;

    private static final int THROTTLED_OF_MS_MAX = 30_000;

    private final ForwardRequest request;
    private final BooleanSupplier isGivenUp;
    private final Consumer<ForwardResult> done;
    private final Runnable onDone;
    private final long startNanos;
    private final AtomicBoolean isDone = new AtomicBoolean();

    /**
     * @param isGivenUp whether nobody waits for what becomes of it
     * @param onDone called right before {@code done}
     */
    Forward(
            ForwardRequest request,
            BooleanSupplier isGivenUp,
            Consumer<ForwardResult> done,
            Runnable onDone,
            long nowNanos) {
        this.request = request;
        this.isGivenUp = isGivenUp;
        this.done = done;
        this.onDone = onDone;
        this.startNanos = nowNanos;
    }

    /** The smaller of 5 s and a third of the producer's own patience. */
    static int unsentMaxMs(int timeoutMs) {
        return Math.min(UNSENT_MAX_MS, timeoutMs / 3);
    }

    /** A third of the producer's own patience is left for the answer. Bounded: a cutover's gate may wait for it. */
    static int throttledMaxMs(int timeoutMs) {
        return Math.min(timeoutMs, THROTTLED_OF_MS_MAX) * 2 / 3;
    }

    ForwardRequest request() {
        return request;
    }

    boolean isGivenUp() {
        return isGivenUp.getAsBoolean();
    }

    /** Whether it has its result. */
    boolean isDone() {
        return isDone.get();
    }

    /**
     * Whether its producer is better served by trying again. While the source makes us wait, so would the next attempt be
     * made to: that time does not count, as long as enough of the producer's own patience is left for an answer.
     *
     * @param throttledNanos when the source did so last; null: it did not
     */
    boolean isTooLateToSend(long nowNanos, @Nullable Long throttledNanos) {
        long waitedNanos = nowNanos - startNanos;
        long untilThrottledNanos = throttledNanos == null ? 0 : Math.max(0, throttledNanos - startNanos);
        return waitedNanos - untilThrottledNanos > toNanos(unsentMaxMs(request.timeoutMs()))
                || waitedNanos > toNanos(throttledMaxMs(request.timeoutMs()));
    }

    private static long toNanos(int ms) {
        return TimeUnit.MILLISECONDS.toNanos(ms);
    }

    void complete(ForwardResult result) {
        if (!isDone.compareAndSet(false, true)) {
            return;
        }
        try {
            tell(result);
        } catch (RuntimeException | Error e) {
            // not thrown on: others that came with the same answer are to have theirs
            LOG.error("The receiver of the result for {} failed.", request.topicPartition(), e);
        }
    }

    private void tell(ForwardResult result) {
        try {
            onDone.run();
        } finally {
            done.accept(result);
        }
    }
}
