// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orbit.schemas.Json;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class HclogFormatterTest {

    private static JsonNode format(LogRecord record) throws Exception {
        String line = new HclogFormatter().format(record);
        assertThat(line).endsWith("}\n").doesNotContain("\n ").hasLineCount(1);
        return Json.MAPPER.readTree(line);
    }

    @Test
    void writesWhatTheHostParses() throws Exception {
        LogRecord record = new LogRecord(Level.WARNING, "a \"quoted\"\nline \u0001 \\ \uD83D\uDE80");
        record.setLoggerName("x.Y");
        record.setInstant(Instant.parse("2026-01-02T15:04:05Z"));

        JsonNode line = format(record);

        assertThat(line.get("@level").textValue()).isEqualTo("warn");
        assertThat(line.get("@timestamp").textValue()).isEqualTo("2026-01-02T15:04:05.000000Z");
        assertThat(line.get("@module").textValue()).isEqualTo("x.Y");
        assertThat(line.get("@message").textValue()).isEqualTo("a \"quoted\"\nline \u0001 \\ \uD83D\uDE80");
    }

    @Test
    void staysShortEnoughToBeParsed() throws Exception {
        LogRecord record = new LogRecord(Level.SEVERE, "\u0001".repeat(100_000));
        record.setThrown(new IllegalStateException("x".repeat(100_000)));

        assertThat(new HclogFormatter().format(record).length()).isLessThan(64 << 10);
        assertThat(format(record).get("error").textValue()).contains("IllegalStateException");
    }

    @Test
    void neverWritesAnythingButStrings() throws Exception {
        LogRecord record = new LogRecord(Level.FINEST, null);

        JsonNode line = format(record);

        assertThat(line.get("@message").isTextual()).isTrue();
        assertThat(line.get("@level").textValue()).isEqualTo("trace");
    }
}
