// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lab;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Closes what it was given, the last first, when it is closed or when the program ends, by Ctrl-C too, whichever comes
 * first. Thread-safe.
 */
public final class Teardown implements AutoCloseable {

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Thread atExit = new Thread(this::closeAll, "teardown");
    private boolean closed;

    private Teardown() {}

    public static Teardown atExitAtTheLatest() {
        Teardown teardown = new Teardown();
        Runtime.getRuntime().addShutdownHook(teardown.atExit);
        return teardown;
    }

    /**
     * Takes charge of something.
     *
     * @throws IllegalStateException if it is too late; the newcomer is closed
     */
    public synchronized <T extends AutoCloseable> T add(T closeable) {
        open.push(closeable);
        if (closed) {
            closeAll();
            throw new IllegalStateException("The program is ending.");
        }
        return closeable;
    }

    /** Forgets everything it was given, and closes none of it. */
    public synchronized void release() {
        open.clear();
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closeAll();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // the program is ending, and the hook finds nothing to do
        }
    }

    private synchronized void closeAll() {
        closed = true;
        while (!open.isEmpty()) {
            AutoCloseable closeable = open.pop();
            try {
                closeable.close();
            } catch (Exception e) {
                System.err.println("Cannot clean up: " + e.getMessage());
            }
        }
    }
}
