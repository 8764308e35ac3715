// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak;

import dev.orbit.agent.soak.history.Step;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** Tells what happens, to whoever watches, and to a file in full. Thread-safe. */
final class Tale implements AutoCloseable {

    private static final int KEPT_STEPS = 40;

    private final PrintStream out;
    private final boolean isTold;
    private final PrintStream file;
    private final Path path;
    private final long beganNanos = System.nanoTime();
    private final Deque<String> lastSteps = new ArrayDeque<>();

    private Tale(PrintStream out, boolean isTold, PrintStream file, Path path) {
        this.out = out;
        this.isTold = isTold;
        this.file = file;
        this.path = path;
    }

    /**
     * Begins.
     *
     * @param isTold whether {@code out} is told, too
     * @param path of the file, which is written over
     */
    static Tale begin(PrintStream out, boolean isTold, Path path) {
        try {
            return new Tale(out, isTold, new PrintStream(Files.newOutputStream(path), true), path);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The history cannot be written to " + path + ". Name a file that can be, with --history.", e);
        }
    }

    synchronized void step(Step step) {
        line(step.words());
        lastSteps.addLast(step.words());
        if (lastSteps.size() > KEPT_STEPS) {
            lastSteps.removeFirst();
        }
    }

    /** About something that is no step. */
    synchronized void detail(String what) {
        line("      " + what);
    }

    private void line(String what) {
        double seconds = (System.nanoTime() - beganNanos) / 1e9;
        String line = String.format(Locale.ROOT, "%8.1f s  %s", seconds, what);
        file.println(line);
        if (isTold) {
            out.println(line);
        }
    }

    /** For the file alone. */
    synchronized void evidence(String what) {
        file.println(what);
    }

    /** The newest, the last one last. */
    synchronized List<String> lastSteps() {
        return List.copyOf(lastSteps);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        file.close();
    }
}
