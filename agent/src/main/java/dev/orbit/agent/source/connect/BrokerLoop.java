// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.connect;

import dev.orbit.agent.source.connect.ConnectionFailure.Kind;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that owns the connection to one broker and works with it turn by turn. Whatever a turn throws costs the
 * connection, not the thread.
 *
 * <p>The thread is never interrupted: an interrupt in the middle of a write would close a log file of the broker that
 * this agent is.
 */
public final class BrokerLoop {

    /** What is done with the connection. Called on the loop's thread only. */
    public interface Work {

        /** Sends what is to be sent, and polls once. */
        void turn(BrokerConnection connection);

        /** The connection failed, or could not be made: nothing that is in flight will be answered. */
        void lost(ConnectionFailure failure);

        /** There are no more turns. */
        void end();
    }

    private static final Logger LOG = LoggerFactory.getLogger(BrokerLoop.class);
    private static final long PAUSE_AFTER_BUG_MS = 1_000;
    private static final long PAUSE_AFTER_MISCONFIGURATION_MS = 5_000;

    private final BrokerEndpoint broker;
    private final Supplier<BrokerConnection> connect;
    private final Work work;
    private final Thread thread;
    private final RepeatedFailure failures = new RepeatedFailure();
    private final Signal stopSignal = new Signal();
    private volatile @Nullable BrokerConnection connection;
    private volatile boolean stopping;

    /** Not started yet. */
    public BrokerLoop(String threadName, BrokerEndpoint broker, Supplier<BrokerConnection> connect, Work work) {
        this.broker = broker;
        this.connect = connect;
        this.work = work;
        this.thread = new Thread(this::run, threadName);
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Ends the poll of the current turn, or of the next one. From any thread. */
    public void wakeup() {
        BrokerConnection open = connection;
        if (open != null) {
            open.wakeup();
        }
    }

    /** Asks the thread to end after its current turn. */
    public void stop() {
        stopping = true;
        stopSignal.raise();
        wakeup();
    }

    public boolean isEnded() {
        return !thread.isAlive();
    }

    /** Whether the thread ended within the time. */
    public boolean awaitEnd(long timeoutMs) {
        try {
            thread.join(Math.max(1, timeoutMs));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return isEnded();
    }

    private void run() {
        try {
            while (!stopping) {
                try {
                    survive();
                } catch (RuntimeException | Error e) {
                    // not even the beginning anew went well, nor may a word about it: the next turn tries
                }
            }
        } finally {
            end();
        }
    }

    private void survive() {
        try {
            turn();
            if (failures.isOver(System.nanoTime())) {
                LOG.info("{}: the connection to {} works again.", thread.getName(), broker);
            }
        } catch (RuntimeException | Error e) {
            beginAnew(e);
        }
    }

    private void beginAnew(Throwable bug) {
        try {
            if (failures.isNews(bug, System.nanoTime())) {
                LOG.error(
                        "{}: the connection to {} is made anew, again and again while this lasts.",
                        thread.getName(),
                        broker,
                        bug);
            }
        } finally {
            drop(new ConnectionFailure(Kind.CLOSED, broker, null), PAUSE_AFTER_BUG_MS);
        }
    }

    private void end() {
        try {
            work.end();
        } finally {
            close();
        }
    }

    private void turn() {
        BrokerConnection open = connection;
        if (open == null) {
            open = open();
        }
        if (open != null) {
            work.turn(open);
            ConnectionFailure failure = open.takeFailure();
            if (failure != null) {
                work.lost(failure);
            }
        }
    }

    private @Nullable BrokerConnection open() {
        try {
            BrokerConnection fresh = connect.get();
            connection = fresh;
            return fresh;
        } catch (KafkaException e) {
            drop(
                    new ConnectionFailure(Kind.MISCONFIGURED, broker, ConnectionFailure.rootMessage(e)),
                    PAUSE_AFTER_MISCONFIGURATION_MS);
            return null;
        }
    }

    private void drop(ConnectionFailure failure, long pauseMs) {
        try {
            close();
        } finally {
            try {
                work.lost(failure);
            } finally {
                pause(pauseMs);
            }
        }
    }

    private void pause(long pauseMs) {
        if (!stopping && !stopSignal.await(TimeUnit.MILLISECONDS.toNanos(pauseMs))) {
            stopping = true;
        }
    }

    private void close() {
        BrokerConnection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }
}
