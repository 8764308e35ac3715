// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.quickstart;

import dev.orbit.agent.lab.Teardown;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A program that is run to its end, in a directory, with its output kept in a file.
 *
 * @param teardown ends it with this program, and the programs it started
 * @param environment added to this program's, from which Terraform's own variables are taken away
 * @param lines is told each line of output
 */
record ExternalProgram(
        Teardown teardown, Path directory, Path logFile, Map<String, String> environment, Consumer<String> lines) {

    private static final int SHOWN_LINES_MAX = 40;

    /**
     * Runs it.
     *
     * @throws IllegalStateException if it fails; the message has the end of its output
     */
    void run(List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            // What a user has set for their own Terraform runs is not meant for this one.
            builder.environment().keySet().removeIf(name -> name.startsWith("TF_"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            teardown.add(() -> kill(process));
            String end = follow(process);
            int exitCode = process.waitFor();
            if (exitCode != 0) {
                throw new IllegalStateException(
                        String.join(" ", command) + " failed with exit code " + exitCode + ":\n" + end);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + command.get(0) + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while " + command.get(0) + " ran.", e);
        }
    }

    private String follow(Process process) throws IOException {
        Deque<String> end = new ArrayDeque<>();
        try (BufferedReader output =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                Writer log = Files.newBufferedWriter(logFile, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                log.append(line).append('\n');
                end.addLast(line);
                if (end.size() > SHOWN_LINES_MAX) {
                    end.removeFirst();
                }
                lines.accept(line);
            }
        }
        return String.join("\n", end);
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
