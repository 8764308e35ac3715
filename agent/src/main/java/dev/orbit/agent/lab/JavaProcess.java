// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A {@link JavaProgram} that runs in a process of its own and dies with this one, unless it is {@link #release}d. */
public final class JavaProcess implements AutoCloseable {

    private static final long POLL_MS = 20;
    private static final int LOG_TAIL_LINES = 15;

    private final JavaProgram program;
    private final Process process;
    private final String readyLine;

    private JavaProcess(JavaProgram program, Process process, String readyLine) {
        this.program = program;
        this.process = process;
        this.readyLine = readyLine;
    }

    /**
     * Starts the program and returns once it is ready.
     *
     * @throws IllegalStateException if it ends first or takes too long; the message has the end of its log
     */
    public static JavaProcess start(JavaProgram program) {
        try {
            Files.createDirectories(program.logFile().toAbsolutePath().getParent());
            long logOffset = Files.exists(program.logFile()) ? Files.size(program.logFile()) : 0;
            ProcessBuilder builder = new ProcessBuilder(program.command())
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(program.logFile().toFile()));
            builder.environment().putAll(program.environment());
            Process process = builder.start();
            return new JavaProcess(program, process, awaitReady(program, process, logOffset));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + program.mainClass() + ".", e);
        }
    }

    private static String awaitReady(JavaProgram program, Process process, long logOffset) throws IOException {
        long deadlineNanos = System.nanoTime() + program.readyWithin().toNanos();
        while (true) {
            boolean ended = waitFor(process, Duration.ofMillis(POLL_MS));
            Optional<String> line = readyLine(program, logOffset);
            if (line.isPresent()) {
                return line.get();
            }
            if (ended || System.nanoTime() > deadlineNanos) {
                process.destroyForcibly();
                throw new IllegalStateException(program.mainClass()
                        + (ended
                                ? " ended with " + process.exitValue() + " before it was ready."
                                : " was not ready within " + program.readyWithin() + ".")
                        + " The end of " + program.logFile() + ":\n" + logTail(program));
            }
        }
    }

    private static Optional<String> readyLine(JavaProgram program, long logOffset) throws IOException {
        byte[] log = Files.readAllBytes(program.logFile());
        int from = (int) logOffset;
        String text = new String(log, from, log.length - from, StandardCharsets.UTF_8);
        // A line that has not ended yet may be half written.
        int end = text.lastIndexOf('\n') + 1;
        return text.substring(0, end)
                .lines()
                .filter(line -> line.startsWith(program.readyPrefix()))
                .findFirst();
    }

    private static String logTail(JavaProgram program) throws IOException {
        List<String> lines = Files.readAllLines(program.logFile());
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
    }

    /** The line with which the program said that it is ready. */
    public String readyLine() {
        return readyLine;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Processor time the process has used so far, in all its threads, user and system. */
    public Duration cpuTime() {
        return process.toHandle()
                .info()
                .totalCpuDuration()
                .orElseThrow(() -> new IllegalStateException(
                        "The processor time of process " + pid() + " is unknown; it has ended."));
    }

    /** Asks it to end (SIGTERM), and kills it if it has not after {@code within}. Does nothing once it has ended. */
    public void stop(Duration within) {
        if (isAlive()) {
            resume();
            // Process.destroy would close its standard input too, and the leash would halt it before it can end in
            // order.
            process.toHandle().destroy();
            if (!waitFor(process, within)) {
                kill();
            }
        }
    }

    /** Ends it on the spot (SIGKILL). */
    public void kill() {
        process.destroyForcibly();
        waitForEnd();
    }

    /** Stops it from running (SIGSTOP) until {@link #resume}; its connections stay open. */
    public void suspend() {
        signal("STOP");
    }

    public void resume() {
        signal("CONT");
    }

    /** Lets it outlive this program. */
    public void release() {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot release " + program.mainClass() + "; it has ended.", e);
        }
    }

    /** Stops it, within half a minute. */
    @Override
    public void close() {
        stop(Duration.ofSeconds(30));
    }

    private void signal(String name) {
        try {
            // A shell's own kill: the program of that name is not on every machine.
            Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid()).start();
            waitFor(kill, Duration.ofSeconds(10));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot send " + name + " to process " + pid() + ".", e);
        }
    }

    private void waitForEnd() {
        if (!waitFor(process, Duration.ofSeconds(30))) {
            throw new IllegalStateException("Process " + pid() + " outlives SIGKILL.");
        }
    }

    private static boolean waitFor(Process process, Duration within) {
        boolean interrupted = Thread.interrupted();
        try {
            return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
            return !process.isAlive();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
