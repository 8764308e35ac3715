// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.gate;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The gate of one proxied topic: counts what was forwarded and has no outcome yet, and remembers what the source
 * acknowledged. Thread-safe.
 *
 * <p>Entering counts first and looks at the gate second; closing shuts first and looks at the count second. So either the
 * produce sees the shut gate, or the closer sees the produce.
 */
final class TopicGate {

    /** An attempt that never ends. */
    static final int FOR_EVER = Integer.MAX_VALUE;

    private static final int OPEN = 0;

    private final AtomicLong inFlight = new AtomicLong();
    private final Map<Integer, Long> acknowledgedEnds = new ConcurrentHashMap<>();
    private final Pause pause = new Pause();
    private final Runnable whenQuiet;
    private volatile int closedForAttempt = OPEN;
    private volatile boolean isGivenUp;

    /**
     * An open gate.
     *
     * @param whenQuiet run when the last forwarded produce of a closed gate has its outcome
     */
    TopicGate(Runnable whenQuiet) {
        this.whenQuiet = whenQuiet;
    }

    /** Whether a produce may be forwarded; if so, {@link #leave} must follow its outcome. */
    boolean enter() {
        inFlight.incrementAndGet();
        if (closedForAttempt == OPEN) {
            return true;
        }
        leave();
        return false;
    }

    void leave() {
        if (inFlight.decrementAndGet() == 0 && closedForAttempt != OPEN) {
            whenQuiet.run();
        }
    }

    /** Before {@link #leave}: the source holds records of the partition up to this end. */
    void acknowledged(int partition, long endOffset) {
        acknowledgedEnds.merge(partition, endOffset, Math::max);
    }

    /** What was acknowledged so far is of a topic that is no more. */
    void forget() {
        acknowledgedEnds.clear();
    }

    void close(int attempt) {
        closedForAttempt = attempt;
    }

    /** Its source is: nobody waits for what becomes of the forwarded produces, until it is opened. */
    void giveUp() {
        isGivenUp = true;
    }

    boolean isGivenUp() {
        return isGivenUp;
    }

    void open() {
        isGivenUp = false;
        closedForAttempt = OPEN;
    }

    /** How long it kept producers waiting. */
    Pause pause() {
        return pause;
    }

    boolean isClosed() {
        return closedForAttempt != OPEN;
    }

    /** The attempt for which the gate is shut and nothing is in flight; empty otherwise. */
    Optional<Integer> quietForAttempt() {
        int attempt = closedForAttempt;
        return attempt != OPEN && inFlight.get() == 0 ? Optional.of(attempt) : Optional.empty();
    }

    Map<Integer, Long> acknowledgedEnds() {
        return Map.copyOf(acknowledgedEnds);
    }
}
