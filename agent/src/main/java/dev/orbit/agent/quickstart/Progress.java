// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.quickstart;

import java.io.PrintStream;
import java.util.Locale;

/** Tells a person what goes on, a line per step, with the seconds since the beginning. Thread-safe. */
final class Progress {

    private final PrintStream out;
    private final long startNanos = System.nanoTime();

    Progress(PrintStream out) {
        this.out = out;
    }

    void step(String message) {
        out.printf(Locale.ROOT, "[%5.1f s] %s%n", (System.nanoTime() - startNanos) / 1e9, message);
        out.flush();
    }

    /** Something that belongs to the step before. */
    void detail(String message) {
        out.println("            " + message);
        out.flush();
    }
}
