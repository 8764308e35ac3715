// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.forward;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many bytes may be held at once. Whoever finds too few waits in line: first come, first served. As many may wait there,
 * and no more: what waits is in memory too. Any amount is to be had while nothing is held, and may wait while nothing else
 * does: else it never would be. Thread-safe; nobody is called back under its lock.
 */
final class ByteBudget {

    private static final Logger LOG = LoggerFactory.getLogger(ByteBudget.class);

    private final long bytesMax;
    private final Deque<InLine> line = new ArrayDeque<>();
    private long held;
    private long inLine;
    private boolean serving;
    private boolean closed;

    ByteBudget(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Who wants bytes. Exactly one of these is called, once. */
    interface Taker {

        /** They are held from now on, until they are given back. */
        void taken();

        /** They were not to be had in time. */
        void inVain();

        /** So much is in line already that this may not wait there. */
        void turnedAway();
    }

    /** A place in line, by identity: two may want the same. Used under the lock. */
    private static final class InLine {
        private final int bytes;
        private @Nullable Taker taker;

        private InLine(int bytes, Taker taker) {
            this.bytes = bytes;
            this.taker = taker;
        }

        /** What waits for its time to be up does not hold on to who has left: that may be much memory. */
        private @Nullable Taker leaves() {
            Taker gone = taker;
            taker = null;
            return gone;
        }
    }

    /**
     * Takes so many, at once or when others gave theirs back.
     *
     * @param waitMs the longest to wait in line
     */
    void take(int bytes, int waitMs, Taker taker) {
        InLine place = new InLine(bytes, taker);
        switch (place(place)) {
            case SERVED -> taker.taken();
            case IN_LINE ->
                CompletableFuture.delayedExecutor(waitMs, TimeUnit.MILLISECONDS).execute(() -> leave(place));
            case LINE_IS_FULL -> taker.turnedAway();
            case CLOSED -> taker.inVain();
        }
    }

    private enum Place {
        SERVED,
        IN_LINE,
        LINE_IS_FULL,
        CLOSED
    }

    private synchronized Place place(InLine place) {
        if (closed) {
            return Place.CLOSED;
        }
        if (line.isEmpty() && fits(place.bytes)) {
            held += place.bytes;
            return Place.SERVED;
        }
        if (!line.isEmpty() && inLine + place.bytes > bytesMax) {
            return Place.LINE_IS_FULL;
        }
        line.add(place);
        inLine += place.bytes;
        return Place.IN_LINE;
    }

    private void leave(InLine late) {
        Taker waiting;
        synchronized (this) {
            inLine -= line.remove(late) ? late.bytes : 0;
            waiting = late.leaves();
        }
        if (waiting != null) {
            waiting.inVain();
            // those behind may want less
            serve();
        }
    }

    void giveBack(int bytes) {
        synchronized (this) {
            held -= bytes;
            notifyAll();
        }
        serve();
    }

    /** Who is served may give back at once: so one thread serves at a time, and leaves when nobody is to be served. */
    private void serve() {
        synchronized (this) {
            if (serving) {
                return;
            }
            serving = true;
        }
        boolean isOver = false;
        try {
            for (Taker next = next(); next != null; next = next()) {
                serve(next);
            }
            isOver = true;
        } finally {
            if (!isOver) {
                stopServing();
            }
        }
    }

    private static void serve(Taker taker) {
        try {
            taker.taken();
        } catch (RuntimeException | Error e) {
            LOG.error("Who was served from the line failed; the next is served all the same.", e);
        }
    }

    private synchronized void stopServing() {
        serving = false;
    }

    private synchronized @Nullable Taker next() {
        InLine first = line.peek();
        if (first == null || !fits(first.bytes)) {
            serving = false;
            return null;
        }
        held += first.bytes;
        inLine -= first.bytes;
        return line.remove().leaves();
    }

    private boolean fits(int bytes) {
        return held == 0 || held + bytes <= bytesMax;
    }

    /** Waits until nothing is held, for no longer than this; for whoever has closed it. */
    synchronized void awaitNone(long timeoutMs) {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        try {
            for (long left = timeoutMs; held > 0 && left > 0; ) {
                wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized long held() {
        return held;
    }

    /** Of those who wait. */
    synchronized long inLine() {
        return inLine;
    }

    long bytesMax() {
        return bytesMax;
    }

    /** Whoever waits, or comes later, does so in vain. */
    void close() {
        List<Taker> waiting;
        synchronized (this) {
            closed = true;
            waiting = line.stream().map(InLine::leaves).filter(Objects::nonNull).toList();
            line.clear();
            inLine = 0;
        }
        waiting.forEach(Taker::inVain);
    }
}
