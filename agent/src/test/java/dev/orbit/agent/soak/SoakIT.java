// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orbit.schemas.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Short lives, with seeds that bring many kinds of actions and faults early. */
@Timeout(400)
class SoakIT {

    @TempDir
    Path directory;

    @Test
    void noInvariantIsBroken() throws Exception {
        Path history = directory.resolve("history.txt");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int exitCode = new CommandLine(
                        new SoakCommand(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8)))
                .execute("--seed", "1", "--minutes", "0.7", "--json", "--history", history.toString());

        assertThat(exitCode).as(out.toString(UTF_8) + err.toString(UTF_8)).isZero();
        JsonNode summary = Json.MAPPER.readTree(out.toString(UTF_8));
        assertThat(summary.get("seed").asLong()).isEqualTo(1);
        assertThat(summary.get("broken")).isEmpty();
        assertThat(summary.get("records").get("kept").asLong()).isPositive();
        assertThat(summary.get("actions").get("quiet point").asLong()).isPositive();
        assertThat(summary.get("checks").get("full comparisons").asLong())
                .isEqualTo(summary.get("actions").get("quiet point").asLong());
        assertThat(summary.get("compared_record_count").asLong()).isPositive();
        assertThat(Files.readString(history)).contains("create topic", "halt", "quiet point");
    }
}
