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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/**
 * Short lives, with seeds that bring many kinds of actions and faults early. The first is sure of a migration that ends as
 * COMPLETE; the second begins one that is mostly rolled back.
 */
@Timeout(900)
class SoakIT {

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"55044, complete", "22153, "})
    void noInvariantIsBroken(long seed, @Nullable String migrated) throws Exception {
        Path history = directory.resolve("history.txt");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int exitCode = new CommandLine(
                        new SoakCommand(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8)))
                .execute("--seed", Long.toString(seed), "--minutes", "0.4", "--json", "--history", history.toString());

        assertThat(exitCode).as(out.toString(UTF_8) + err.toString(UTF_8)).isZero();
        JsonNode summary = Json.MAPPER.readTree(out.toString(UTF_8));
        assertThat(summary.get("seed").asLong()).isEqualTo(seed);
        assertThat(summary.get("broken")).isEmpty();
        assertThat(summary.get("records").get("kept").asLong()).isPositive();
        assertThat(summary.get("proxied").get("acknowledged").asLong()).isPositive();
        if (migrated != null) {
            assertThat(summary.get("proxied").get(migrated).asLong())
                    .as(summary.toString())
                    .isPositive();
        }
        assertThat(summary.get("actions").get("initiate").asLong()).isPositive();
        assertThat(summary.get("actions").get("quiet point").asLong()).isPositive();
        assertThat(summary.get("checks").get("full comparisons").asLong())
                .isEqualTo(summary.get("actions").get("quiet point").asLong());
        assertThat(summary.get("compared_record_count").asLong()).isPositive();
        assertThat(Files.readString(history)).contains("create topic", "halt", "quiet point");
    }
}
