// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.reconciler.text.Paint;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What surrounds a command: the streams, the environment, time.
 *
 * @param isInteractive whether a person sits at both ends of it
 * @param clock milliseconds from no particular moment on, never going back: calls take time too, not only pauses
 */
record Terminal(
        PrintWriter out,
        PrintWriter err,
        BufferedReader in,
        Paint paint,
        boolean isInteractive,
        Map<String, String> environment,
        Pauses pauses,
        LongSupplier clock) {

    /** Lets time pass. */
    @FunctionalInterface
    interface Pauses {
        /** Returns after this many milliseconds; false when it is time to stop instead. */
        boolean pause(long ms);
    }

    /**
     * Of this process. Whether its streams are terminals is the launcher's to say (system properties): what
     * {@code System.console()} means differs between versions of Java.
     */
    static Terminal ofProcess() {
        Map<String, String> environment = System.getenv();
        boolean outIsTerminal = Boolean.getBoolean("orbit.stdout.terminal");
        boolean interactive = outIsTerminal && Boolean.getBoolean("orbit.stdin.terminal");
        boolean colour = outIsTerminal
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(environment.get("TERM"));
        return new Terminal(
                writer(FileDescriptor.out),
                writer(FileDescriptor.err),
                new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())),
                colour ? Paint.ANSI : Paint.PLAIN,
                interactive,
                environment,
                Terminal::sleep,
                () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
    }

    private static boolean sleep(long ms) {
        try {
            Thread.sleep(ms);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whether the person at the terminal consents. */
    boolean asks(String question) {
        print(question + " Only yes is taken for consent: ");
        try {
            String answer = in.readLine();
            return answer != null && answer.strip().equals("yes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void print(String text) {
        out.print(text);
        out.flush();
    }

    void printError(String text) {
        err.print(text);
        err.flush();
    }
}
