// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forces logs to disk, several at a time: each of them waits for the disk, and at a cutover producers wait for the last one.
 */
final class Flushes implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Flushes.class);

    /** Disks merge what waits for them; more threads than this gained nothing. */
    private static final int THREADS = 8;

    private final Set<MirrorTarget> ahead = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "orbit-flushes");
        thread.setDaemon(true);
        return thread;
    });

    /** Soon, for a mirror that goes on: little is left to force to disk when it is stopped. */
    void ahead(MirrorTarget target) {
        if (ahead.add(target)) {
            threads.execute(() -> flush(target));
        }
    }

    private void flush(MirrorTarget target) {
        ahead.remove(target);
        try {
            target.log().partition().flush();
        } catch (RuntimeException e) {
            // the broker takes a disk that fails out of use
            LOG.debug("{} cannot be forced to disk ahead: {}", target.sourcePartition(), e.toString());
        }
    }

    /** Stops mirrors, each for its attempt, and fails as one of them does. */
    void stop(Map<MirrorTarget, Integer> attempts) {
        CompletableFuture.allOf(attempts.entrySet().stream()
                        .map(stop ->
                                CompletableFuture.runAsync(() -> stop.getKey().stop(stop.getValue()), threads))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
