// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import dev.orbit.agent.state.MirrorStop;
import dev.orbit.agent.threads.Threads;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import org.apache.kafka.common.errors.ApiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops mirrors, ends what no source will end any more, and forces their logs to disk, several at a time: each of them
 * waits for the disk, and at a cutover producers wait for the last one.
 */
final class Stops implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Stops.class);

    /** Disks merge what waits for them; more threads than this gained nothing. */
    private static final int THREADS = 8;

    private final Set<MirrorTarget> ahead = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Threads.pool("orbit-stops", THREADS);

    /**
     * A mirror that is to append nothing more.
     *
     * @param endsTransactions whether no source will end what is open
     */
    record Stop(MirrorTarget target, MirrorStop stop, boolean endsTransactions) {}

    /** Forces soon to disk what a mirror has that goes on: little is left to force when it is stopped. */
    void flushAhead(MirrorTarget target) {
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

    /** Returns once all are stopped and on disk, and fails as one of them does. */
    void stop(List<Stop> stops) {
        CompletableFuture.allOf(stops.stream()
                        .map(stop -> CompletableFuture.runAsync(() -> carryOut(stop), threads))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    private static void carryOut(Stop stop) {
        MirrorTarget target = stop.target();
        target.stop(stop.stop());
        if (stop.endsTransactions()) {
            try {
                target.abortTransactions();
            } catch (ApiException e) {
                // while followers are too few; tried again at the next look at everything
                LOG.warn(
                        "{}: its open transactions cannot be ended yet: {}",
                        target.log().partition().name(),
                        e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        Threads.end(threads);
    }
}
