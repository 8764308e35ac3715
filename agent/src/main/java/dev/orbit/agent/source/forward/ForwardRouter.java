// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.forward;

import dev.orbit.agent.source.connect.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where queues wait while nobody leads their partition. One thread tries again to place them, when the leadership
 * changes and from time to time.
 */
final class ForwardRouter {

    private static final Logger LOG = LoggerFactory.getLogger(ForwardRouter.class);

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Placement placement;
    private final Thread thread;
    private final Signal signal = new Signal();

    /** Guarded by this. */
    private List<ForwardQueue> parked = new ArrayList<>();

    private boolean ended;

    ForwardRouter(String threadName, Placement placement) {
        this.placement = placement;
        this.thread = new Thread(this::run, threadName);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Takes a listed queue; false: it has ended and takes nothing any more. */
    boolean park(ForwardQueue queue) {
        synchronized (this) {
            if (ended) {
                return false;
            }
            parked.add(queue);
        }
        if (Thread.currentThread() != thread) {
            signal.raise();
        }
        return true;
    }

    /** Tries again now. */
    void wakeup() {
        signal.raise();
    }

    /** Gives all queues back to the placement, and ends. */
    void end(long timeoutMs) {
        setEnded();
        signal.raise();
        try {
            thread.join(timeoutMs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Answers those that waited for too long. */
    private static void expire(ForwardQueue queue, long nowNanos) {
        queue.removeLate(nowNanos, null).forEach(forward -> forward.complete(unsent(queue.partition(), forward)));
    }

    /** It waited for as long as one may that the source does not hold up. */
    static ForwardResult unsent(TopicPartition partition, Forward forward) {
        return ForwardResult.tryAgain("The source's leader of " + partition + " could not be sent anything for "
                + Forward.unsentMaxMs(forward.request().timeoutMs()) + " ms.");
    }

    private void run() {
        boolean last;
        do {
            // Read before they are taken: once it is set, no more are parked.
            last = isEnded();
            List<ForwardQueue> queues = takeParked();
            queues.forEach(this::tryAgain);
            if (!last && !signal.await(queues.isEmpty() ? IDLE_NANOS : RETRY_NANOS)) {
                setEnded();
            }
        } while (!last);
    }

    private void tryAgain(ForwardQueue queue) {
        try {
            expire(queue, System.nanoTime());
            if (!queue.unlistIfEmpty()) {
                placement.place(queue);
            }
        } catch (RuntimeException | Error e) {
            // the thread outlives it: whatever is parked later waits for it
            queue.giveUp("It could not be sent: " + e);
            LOG.error("The forwards of {} could not be sent.", queue.partition(), e);
        }
    }

    private synchronized List<ForwardQueue> takeParked() {
        List<ForwardQueue> taken = parked;
        parked = new ArrayList<>();
        return taken;
    }

    private synchronized boolean isEnded() {
        return ended;
    }

    private synchronized void setEnded() {
        ended = true;
    }
}
