// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import static dev.orbit.reconciler.cli.CommandHarness.LINK;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The command in a process of its own, as a person ends it. */
@Timeout(60)
class WatchTest {

    @RegisterExtension
    final CommandHarness orbit = new CommandHarness();

    @Test
    void ctrlCEndsAWatchWithoutAnError() throws Exception {
        orbit.applied(LINK);
        // what runs in the background of a script has Ctrl-C ignored, and all that it starts
        ProcessBuilder builder = new ProcessBuilder(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OrbitCommand.class.getName(),
                "status",
                "--watch",
                "--json");
        builder.environment().put("ORBIT_ENDPOINT", orbit.server.endpoint());
        Process process = builder.start();
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).startsWith("{\"links\"");

            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();

            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /** As {@code head} does, once it has seen enough. */
    @Test
    void aWatchEndsWhenNobodyReadsItAnyMore() throws Exception {
        orbit.applied(LINK);
        Terminal terminal = orbit.terminal();
        Terminal closed = new Terminal(
                new PrintWriter(new Closed()),
                terminal.err(),
                terminal.in(),
                terminal.paint(),
                false,
                terminal.environment(),
                terminal.pauses(),
                terminal.clock());

        assertThat(OrbitCommand.run(new String[] {"status", "--watch"}, closed)).isZero();
        assertThat(orbit.nowMs).hasValue(0);
    }

    private static final class Closed extends Writer {
        @Override
        public void write(char[] text, int from, int length) throws IOException {
            throw new IOException("Broken pipe");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
