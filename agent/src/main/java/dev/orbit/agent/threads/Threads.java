// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.threads;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads of the agent. None of those that read or write logs is interrupted: that would close the log's file under the
 * broker, which then takes the whole directory for failed.
 */
public final class Threads {

    private static final Logger LOG = LoggerFactory.getLogger(Threads.class);
    private static final long END_WITHIN_MS = 10_000;

    private Threads() {}

    /** So many daemon threads of this name. */
    public static ExecutorService pool(String name, int count) {
        return Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Returns once what was begun is done, or after 10 s; takes nothing new. */
    public static void end(ExecutorService pool) {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(END_WITHIN_MS, TimeUnit.MILLISECONDS)) {
                LOG.warn("{} is still at work", pool);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns once a thread that was told to end has done so, or after 10 s. */
    public static void end(Thread thread) {
        try {
            thread.join(END_WITHIN_MS);
            if (thread.isAlive()) {
                LOG.warn("{} is still at work", thread.getName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
