// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
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
        return launch(exitCode, Path.of("off"));
    }

    private String launch(int exitCode, Path cache, String... arguments) throws IOException, InterruptedException {
        // whoever runs the tests may have interrupts ignored
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT", "sh", launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("JAVA_HOME", directory.toString());
        builder.environment().put("ORBIT_PROVIDER_CACHE", cache.toString());
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

    /** Class-data sharing before JDK 25, an ahead-of-time cache from then on; each is made in one run and used in the next. */
    @ParameterizedTest
    @CsvSource({
        "17.0.10, jsa, -XX:ArchiveClassesAtExit=, -XX:SharedArchiveFile=",
        "24.0.1, jsa, -XX:ArchiveClassesAtExit=, -XX:SharedArchiveFile=",
        "25, aot, -XX:AOTCacheOutput=, -XX:AOTCache=",
        "26.0.1, aot, -XX:AOTCacheOutput=, -XX:AOTCache="
    })
    void theArchiveIsOfTheKindThatTheJavaHas(String version, String kind, String making, String using)
            throws Exception {
        Path told = directory.resolve("told");
        Path program = Files.createDirectories(directory.resolve("bin")).resolve("java");
        Files.writeString(program, """
                #!/bin/sh
                echo "$*" >'%s'
                for option; do
                  case $option in
                    -XX:ArchiveClassesAtExit=* | -XX:AOTCacheOutput=*) echo made >"${option#*=}" ;;
                  esac
                done
                """.formatted(told));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        release(version);
        Path cache = directory.resolve("cache");

        launch(0, cache, "--prepare", cache.toString());
        String preparing = Files.readString(told);
        launch(0, cache);
        String starting = Files.readString(told);

        try (Stream<Path> archives = Files.list(cache)) {
            assertThat(archives).singleElement().asString().matches(".*/classes-\\d+\\." + kind);
        }
        assertThat(preparing).contains(making, "--rehearse").doesNotContain(using);
        assertThat(starting).contains(using + cache + "/classes-").doesNotContain(making, "--rehearse");
    }

    /** Terraform interrupts whoever it has started with itself, and ends them when it is through; a person means it. */
    @ParameterizedTest
    @CsvSource({"--debug, ''", "'', survived"})
    void anInterruptEndsWhatAPersonStartedAlone(String argument, String output) throws Exception {
        Path program = Files.createDirectories(directory.resolve("bin")).resolve("java");
        Files.writeString(program, "#!/bin/sh\nkill -INT $$\necho survived\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        release("17.0.10");

        String[] arguments = argument.isEmpty() ? new String[0] : new String[] {argument};
        int interrupted = 128 + 2;
        assertThat(launch(argument.isEmpty() ? 0 : interrupted, Path.of("off"), arguments)
                        .strip())
                .isEqualTo(output);
    }

    @Test
    void aJavaThatDoesNotSayWhichItIsIsTried() throws Exception {
        java("");

        assertThat(launch(0)).isEqualTo("started\n");
    }
}
