// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A produce on its way to the source. It gets exactly one result, whoever comes first with one. */
final class Forward {

    private static final Logger LOG = LoggerFactory.getLogger(Forward.class);

    /** Unsent for longer, its producer is better served by trying again. */
    private static final int UNSENT_MAX_MS = 5_000;

    private final ForwardRequest request;
    private final Consumer<ForwardResult> done;
    private final Runnable onDone;
    private final long sendByNanos;
    private final AtomicBoolean isDone = new AtomicBoolean();

    /** @param onDone called right before {@code done} */
    Forward(ForwardRequest request, Consumer<ForwardResult> done, Runnable onDone, long nowNanos) {
        this.request = request;
        this.done = done;
        this.onDone = onDone;
        this.sendByNanos = nowNanos + unsentMaxMs(request.timeoutMs()) * 1_000_000L;
    }

    /** The smaller of 5 s and a third of the producer's own patience. */
    static int unsentMaxMs(int timeoutMs) {
        return Math.min(UNSENT_MAX_MS, timeoutMs / 3);
    }

    ForwardRequest request() {
        return request;
    }

    /** Whether it has its result. */
    boolean isDone() {
        return isDone.get();
    }

    boolean isTooLateToSend(long nowNanos) {
        return nowNanos - sendByNanos > 0;
    }

    long sendByNanos() {
        return sendByNanos;
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
