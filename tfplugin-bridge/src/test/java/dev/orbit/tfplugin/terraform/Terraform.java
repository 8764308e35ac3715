// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.orbit.tfplugin.handshake.DebugProcess;
import dev.orbit.tfplugin.handshake.PluginServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The real terraform in a directory of its own, with an environment of its own. */
public final class Terraform {

    private static final int TIMEOUT_S = 120;
    private static final Set<String> PRINTING_IN_COLOUR =
            Set.of("init", "validate", "plan", "apply", "destroy", "import", "refresh");

    private final Path directory;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private List<String> prefix = List.of();

    private Terraform(Path directory) {
        this.directory = directory;
    }

    /** Skips the test where the program is missing. */
    static void assumeInstalled() {
        boolean found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(dir -> Files.isExecutable(Path.of(dir, "terraform")));
        assumeTrue(found, "the program terraform is not on the PATH");
    }

    /** A terraform in a directory. Skips the test where the program is missing. */
    public static Terraform in(Path directory) throws IOException {
        assumeInstalled();
        Terraform terraform = new Terraform(directory);
        Path settings = Files.writeString(directory.resolve("terraform.rc"), "");
        return terraform
                .with("TF_CLI_CONFIG_FILE", settings.toString())
                .with("CHECKPOINT_DISABLE", "1")
                .with("HOME", directory.toString())
                .with("ORBIT_PROVIDER_CACHE", "off");
    }

    /** Lets it use a server that runs already instead of starting one. */
    public Terraform attachedTo(PluginServer server, String providerAddress) {
        return with("TF_REATTACH_PROVIDERS", DebugProcess.reattachment(providerAddress, server));
    }

    /** Lets it find providers in a filesystem mirror only. */
    public Terraform withMirror(Path mirror) throws IOException {
        Files.writeString(
                directory.resolve("terraform.rc"),
                "provider_installation {\n  filesystem_mirror {\n    path = \"" + mirror + "\"\n  }\n}\n");
        return this;
    }

    public Terraform with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Puts it at the head of a process group of its own, as a shell does: an interrupt then meets the whole group. */
    public Terraform inItsOwnGroup() {
        prefix = List.of("setsid");
        return this;
    }

    /** Replaces the configuration. */
    public Terraform config(String hcl) throws IOException {
        Files.writeString(directory.resolve("main.tf"), hcl);
        return this;
    }

    /**
     * How a command ended.
     *
     * @param output standard output and standard error, in order
     */
    public record Result(int exitCode, String output) {

        /** Fails unless it ended with this exit code. */
        public Result exits(int expected) {
            if (exitCode != expected) {
                throw new AssertionError("exit code " + exitCode + " instead of " + expected + "\n" + output);
            }
            return this;
        }

        /** The output with its line breaks and margins taken out: terraform wraps what it prints. */
        public String text() {
            return output.replaceAll("[│╷╵]", " ").replaceAll("\\s+", " ");
        }
    }

    /** Runs a command to its end. */
    public Result run(String... arguments) throws IOException, InterruptedException {
        return start(arguments).end();
    }

    /** Runs a script in the same directory and environment, as CI runs the steps of a job. */
    Result script(List<String> shell, String script) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(shell);
        command.add(Files.writeString(Files.createTempFile(directory, "script-", ".sh"), script)
                .toString());
        return started(command).end();
    }

    /** Starts a command; it gets no input. */
    public Command start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of("terraform", arguments[0]));
        if (PRINTING_IN_COLOUR.contains(arguments[0])) {
            command.add("-no-color");
        }
        command.addAll(List.of(arguments).subList(1, arguments.length));
        return started(command);
    }

    private Command started(List<String> command) throws IOException {
        Path output = Files.createTempFile(directory, "output-", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(new File("/dev/null"));
        builder.environment().keySet().removeIf(name -> name.startsWith("TF_") || name.startsWith("ORBIT_"));
        builder.environment().putAll(environment);
        return new Command(builder.start(), output, String.join(" ", command));
    }

    /** A command that was started. */
    public record Command(Process process, Path outputFile, String line) {

        /** What it has printed by now. */
        public String output() throws IOException {
            return Files.readString(outputFile);
        }

        /** Waits for something to happen while it runs. Fails, with what it printed, when it ends before or takes too long. */
        public void awaits(BooleanSupplier happening) throws IOException, InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_S);
            while (!happening.getAsBoolean()) {
                if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                    throw new AssertionError(line + " ended before what it was to bring about:\n" + output());
                }
                if (System.nanoTime() > deadline) {
                    throw tooLong();
                }
            }
        }

        private AssertionError tooLong() throws IOException {
            process.destroyForcibly();
            return new AssertionError(line + " takes longer than " + TIMEOUT_S + " s:\n" + output());
        }

        /** Waits for its end. */
        public Result end() throws IOException, InterruptedException {
            if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
                throw tooLong();
            }
            return new Result(process.exitValue(), output());
        }
    }

    public Path directory() {
        return directory;
    }
}
