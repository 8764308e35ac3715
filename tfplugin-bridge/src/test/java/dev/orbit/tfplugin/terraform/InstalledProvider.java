// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The provider as a user installs it: from the packaged jars, by {@code orbit install-provider}. */
final class InstalledProvider {

    private static final int TIMEOUT_S = 120;
    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private final Path mirror;

    /** Installs into this directory when it is told to. */
    InstalledProvider(Path mirror) {
        this.mirror = mirror;
    }

    /** Runs the installation; returns what it printed. */
    String install() throws IOException, InterruptedException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath(),
                "dev.orbit.tfplugin.install.InstallProvider",
                "--dir",
                mirror.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new AssertionError("the installation failed:\n" + output);
        }
        return output;
    }

    private static String classPath() throws IOException {
        try (Stream<Path> jars = Files.list(TARGET)) {
            Path jar = jars.filter(file -> file.getFileName().toString().matches("orbit-tfplugin-bridge-[0-9.]+\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no jar in " + TARGET + ": run mvn verify"));
            return jar + File.pathSeparator + TARGET.resolve("lib") + "/*";
        }
    }

    Path launcher() throws IOException {
        try (Stream<Path> files = Files.walk(mirror)) {
            return files.filter(file -> file.getFileName().toString().startsWith("terraform-provider-orbit"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no provider in " + mirror));
        }
    }

    Path mirror() {
        return mirror;
    }

    /** The provider processes that run from this installation. */
    List<ProcessHandle> processes() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(mirror.toString()))
                .toList();
    }
}
