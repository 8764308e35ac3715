// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.AgentSettings.InvalidSettingsException;
import dev.orbit.schemas.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentMainTest {

    @Test
    void wrongUsageIsAnErrorAndNoDifference() {
        for (String command : List.of("agent", "quickstart", "soak", "verify")) {
            assertThat(AgentMain.run(command, "--nonsense")).as(command).isEqualTo(1);
        }
        assertThat(AgentMain.run("nonsense")).isEqualTo(1);
        assertThat(AgentMain.run("soak", "--minutes", "0")).isEqualTo(1);
        assertThat(AgentMain.run("verify", "--help")).isZero();
    }

    @Test
    void whatOrbitItselfSaysIsToldAsItIs() {
        Problem problem = new Problem("code", "the port is taken.", "orbit.api.port", "Choose another.");
        assertThat(AgentMain.told(new InvalidSettingsException(List.of(problem))))
                .isEqualTo(problem.toString());
        assertThat(AgentMain.told(new IOException("the HTTP API cannot listen.", new IOException("in use"))))
                .isEqualTo("the HTTP API cannot listen.");
    }

    /** The message of a failure from elsewhere is often a name alone. */
    @Test
    void aFailureFromElsewhereIsToldWithItsKindAndItsCauses(@TempDir Path directory) {
        Path missing = directory.resolve("missing");
        IOException failure = failureOf(missing);

        assertThat(AgentMain.told(failure)).isEqualTo("java.nio.file.NoSuchFileException: " + missing);
        assertThat(AgentMain.told(new UncheckedIOException(failure)))
                .contains("java.nio.file.NoSuchFileException: " + missing);
        ClassNotFoundException noClass = new ClassNotFoundException("com.example.Authorizer");
        noClass.setStackTrace(failure.getStackTrace());
        RuntimeException failed = new IllegalStateException(null, noClass);
        failed.setStackTrace(failure.getStackTrace());
        assertThat(AgentMain.told(failed))
                .isEqualTo("java.lang.IllegalStateException; caused by java.lang.ClassNotFoundException:"
                        + " com.example.Authorizer");
    }

    private static IOException failureOf(Path missing) {
        try {
            Files.readString(missing);
            throw new AssertionError(missing + " is there");
        } catch (IOException e) {
            return e;
        }
    }
}
