// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.api;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Frees the threads that send answers to callers who do not read them. The JDK's server has a limit of its own for that,
 * but over TLS it waits, with all other answers behind it, for the very thread that is stuck: it must never come to it.
 */
final class AnswerWatch implements AutoCloseable {

    private final long withinMs;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "orbit-api-watch");
        thread.setDaemon(true);
        return thread;
    });

    /** @param within an answer that takes longer is given up, and its connection closed */
    AnswerWatch(Duration within) {
        this.withinMs = within.toMillis();
    }

    /** Watches the calling thread until this is ended. */
    Watched begin() {
        return new Watched(Thread.currentThread(), clock, withinMs);
    }

    /** One answer. */
    static final class Watched {

        private final Thread thread;
        private final Future<?> due;
        private boolean isOver;

        private Watched(Thread thread, ScheduledExecutorService clock, long withinMs) {
            this.thread = thread;
            this.due = clock.schedule(this::interrupt, withinMs, TimeUnit.MILLISECONDS);
        }

        private synchronized void interrupt() {
            if (!isOver) {
                thread.interrupt();
            }
        }

        /** What the thread does next must not find itself interrupted. */
        synchronized void end() {
            isOver = true;
            due.cancel(false);
            Thread.interrupted();
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
