// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.gate;

import dev.orbit.agent.broker.request.ProduceGate.Answer;
import dev.orbit.agent.broker.request.ProduceGate.Produced;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Produces that wait for a decision about their topic. Bounded in bytes, and each in time by the smaller of 5 s and a
 * third of its request's timeout; past the bounds the answer is one that every client retries without a new look at the
 * metadata. Thread-safe.
 */
final class Waiting implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);
    private static final long WAIT_MS_MAX = 5_000;
    private static final int TIMEOUT_PARTS = 3;
    private static final long SWEEP_MS = 50;

    private final long bytesMax;
    private final List<Waiter> waiters = new ArrayList<>();
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "orbit-held-produces");
        thread.setDaemon(true);
        return thread;
    });
    private long bytes;
    private boolean closed;

    Waiting(long bytesMax) {
        this.bytesMax = bytesMax;
        var unused = sweeper.scheduleWithFixedDelay(this::sweep, SWEEP_MS, SWEEP_MS, TimeUnit.MILLISECONDS);
    }

    private record Waiter(Produced produced, String why, long deadlineNanos, Consumer<@Nullable Answer> resumed) {
        Answer refusal() {
            return Answer.refused(Errors.NOT_ENOUGH_REPLICAS, why);
        }

        /** Whatever fails there: the others that wait are to have theirs, and those that come later too. */
        void resume(@Nullable Answer answer) {
            try {
                resumed.accept(answer);
            } catch (RuntimeException | Error e) {
                LOG.error("A produce to {} that waited could not be gone on with.", produced.partition(), e);
            }
        }
    }

    /**
     * Waits.
     *
     * @param why told to the client if the wait is in vain
     */
    void await(Produced produced, String why, Consumer<@Nullable Answer> resumed) {
        long waitMs = Math.min(WAIT_MS_MAX, produced.timeoutMs() / TIMEOUT_PARTS);
        Waiter waiter = new Waiter(produced, why, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs), resumed);
        int size = produced.records().remaining();
        synchronized (this) {
            if (!closed && bytes + size <= bytesMax) {
                bytes += size;
                waiters.add(waiter);
                return;
            }
        }
        resumed.accept(waiter.refusal());
    }

    /** Asks again for every produce to the topic that waits. */
    void resume(String topic) {
        take(waiter -> waiter.produced().partition().topic().equals(topic)).forEach(waiter -> waiter.resume(null));
    }

    void resumeAll() {
        take(waiter -> true).forEach(waiter -> waiter.resume(null));
    }

    synchronized long bytes() {
        return bytes;
    }

    /** Nobody sweeps after one that threw. */
    private void sweep() {
        try {
            expire();
        } catch (RuntimeException | Error e) {
            LOG.error("What waited for too long could not be answered; it is tried again.", e);
        }
    }

    private void expire() {
        long now = System.nanoTime();
        take(waiter -> now - waiter.deadlineNanos() >= 0).forEach(waiter -> waiter.resume(waiter.refusal()));
    }

    private synchronized List<Waiter> take(java.util.function.Predicate<Waiter> wanted) {
        List<Waiter> taken = new ArrayList<>();
        for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
            Waiter waiter = all.next();
            if (wanted.test(waiter)) {
                all.remove();
                bytes -= waiter.produced().records().remaining();
                taken.add(waiter);
            }
        }
        return taken;
    }

    @Override
    public void close() {
        sweeper.shutdownNow();
        synchronized (this) {
            closed = true;
        }
        take(waiter -> true).forEach(waiter -> waiter.resume(waiter.refusal()));
    }
}
