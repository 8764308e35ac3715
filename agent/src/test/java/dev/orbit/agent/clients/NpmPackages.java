// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.clients;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The clients from npm, in a directory of the build: installed by the first test that asks for them. */
final class NpmPackages {

    private static final Path DIRECTORY = Path.of("target", "clients", "npm").toAbsolutePath();
    private static final List<String> FILES =
            List.of("package.json", "package-lock.json", "kafkajs.mjs", "platformatic.mjs");
    private static final String INSTALLED = "node_modules/.package-lock.json";
    private static final long INSTALLED_WITHIN_S = 300;

    private static @Nullable Optional<String> problem;

    private NpmPackages() {}

    /** The directory with the programs. */
    static Path directory() {
        return DIRECTORY;
    }

    /** What keeps them from being installed; empty once they are. */
    static synchronized Optional<String> problem() {
        if (problem == null) {
            problem = install();
        }
        return problem;
    }

    private static Optional<String> install() {
        try {
            Files.createDirectories(DIRECTORY);
            for (String file : FILES) {
                try (InputStream content = Objects.requireNonNull(NpmPackages.class.getResourceAsStream(file), file)) {
                    Files.copy(content, DIRECTORY.resolve(file), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            return Files.exists(DIRECTORY.resolve(INSTALLED)) ? Optional.empty() : npm();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write to " + DIRECTORY + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Optional<String> npm() throws IOException, InterruptedException {
        Path log = DIRECTORY.resolve("npm.log");
        Process npm = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
                .directory(DIRECTORY.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = npm.waitFor(INSTALLED_WITHIN_S, TimeUnit.SECONDS);
        if (ended && npm.exitValue() == 0) {
            return Optional.empty();
        }
        npm.destroyForcibly();
        return Optional.of("npm could not install it; see " + log);
    }
}
