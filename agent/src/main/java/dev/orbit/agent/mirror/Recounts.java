// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import dev.orbit.agent.broker.log.LogProof;
import dev.orbit.agent.threads.Threads;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what mirror logs held before this agent led them, one after the other, in the background. Those whose topic is
 * being cut over have a thread of their own: a large log of another topic does not keep them waiting.
 */
final class Recounts implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Recounts.class);

    private final Set<Wanted> wanted = ConcurrentHashMap.newKeySet();
    private final ExecutorService patient = Threads.pool("orbit-recounts", 1);
    private final ExecutorService urgent = Threads.pool("orbit-recounts-urgent", 1);

    private record Wanted(LogProof proof, boolean isUrgent) {}

    /**
     * Sees to it, if there is anything to count; cheap to repeat.
     *
     * @param isUrgent whether the topic is being cut over
     * @param goesOn asked now and then while it counts
     */
    void want(LogProof proof, boolean isUrgent, BooleanSupplier goesOn) {
        Wanted want = new Wanted(proof, isUrgent);
        if (proof.lacksEarlier() && wanted.add(want)) {
            (isUrgent ? urgent : patient).execute(() -> count(want, goesOn));
        }
    }

    private void count(Wanted want, BooleanSupplier goesOn) {
        try {
            want.proof().countEarlier(goesOn);
        } catch (RuntimeException | Error e) {
            LOG.error("a mirror's log cannot be counted", e);
        } finally {
            wanted.remove(want);
        }
    }

    /** What is being counted ends as soon as its {@code goesOn} says no. */
    @Override
    public void close() {
        Threads.end(patient);
        Threads.end(urgent);
    }
}
