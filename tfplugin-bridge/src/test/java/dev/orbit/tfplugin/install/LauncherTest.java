// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher with a {@code java} that only says which it is. */
class LauncherTest {

    @TempDir
    private Path directory;

    private Path launcher;

    @BeforeEach
    void copy() throws IOException {
        launcher = directory.resolve("launcher.sh");
        try (InputStream script = Objects.requireNonNull(ProviderPackage.class.getResourceAsStream("launcher.sh"))) {
            Files.copy(script, launcher);
        }
    }

    /** A Java that tells its version, and says {@code started} when it is asked for more. */
    private void java(String version) throws IOException {
        Path program = Files.createDirectories(directory.resolve("bin")).resolve("java");
        Files.writeString(program, """
                #!/bin/sh
                if [ "$1" = -version ]; then
                  echo 'Picked up JAVA_TOOL_OPTIONS: -Dx=y' >&2
                  echo 'openjdk version "%s" 2024-01-16' >&2
                else
                  echo started
                fi
                """.formatted(version));
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    private void release(String version) throws IOException {
        Files.writeString(
                directory.resolve("release"),
                "IMPLEMENTOR=\"Debian\"\nJAVA_VERSION=\"" + version + "\"\nMODULES=\"x\"\n");
    }

    private String launch(int exitCode) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("sh", launcher.toString()).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("JAVA_HOME", directory.toString());
        builder.environment().put("ORBIT_PROVIDER_CACHE", "off");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isEqualTo(exitCode);
        return output;
    }

    @ParameterizedTest
    @CsvSource({"1.8.0_392, true", "11.0.21, true", "16.0.2, true", "1.8.0_392, false", "11.0.21, false"})
    void anOlderJavaIsRefusedInOneLine(String version, boolean hasReleaseFile) throws Exception {
        java(version);
        if (hasReleaseFile) {
            release(version);
        }

        assertThat(launch(1).lines())
                .singleElement()
                .asString()
                .contains("needs Java 17 or newer", directory + "/bin/java is Java " + version + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "17.0.10", "21.0.2", "25", "100.1"})
    void aNewerJavaIsStarted(String version) throws Exception {
        java(version);
        assertThat(launch(0)).isEqualTo("started\n");

        release(version);
        assertThat(launch(0)).isEqualTo("started\n");
    }

    @Test
    void aJavaThatDoesNotSayWhichItIsIsTried() throws Exception {
        java("");

        assertThat(launch(0)).isEqualTo("started\n");
    }
}
