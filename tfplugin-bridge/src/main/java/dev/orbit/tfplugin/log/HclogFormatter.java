// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object a line, as the plugin host parses it. A host takes no timestamp but one with exactly six fractional
 * digits, and no message or level but a string.
 */
final class HclogFormatter extends Formatter {

    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /** A longer line is split by the host, and not parsed. */
    private static final int CHARS_MAX = 8 << 10;

    @Override
    public String format(LogRecord record) {
        StringBuilder line = new StringBuilder("{\"@level\":");
        quote(line, level(record.getLevel()));
        line.append(",\"@timestamp\":");
        quote(line, TIMESTAMP.format(record.getInstant()));
        line.append(",\"@module\":");
        quote(line, String.valueOf(record.getLoggerName()));
        line.append(",\"@message\":");
        quote(line, formatMessage(record));
        if (record.getThrown() != null) {
            line.append(",\"error\":");
            quote(line, trace(record.getThrown()));
        }
        return line.append("}\n").toString();
    }

    private static String level(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "error";
        }
        if (value >= Level.WARNING.intValue()) {
            return "warn";
        }
        if (value >= Level.INFO.intValue()) {
            return "info";
        }
        return value >= Level.FINE.intValue() ? "debug" : "trace";
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static void quote(StringBuilder line, @Nullable String text) {
        String shown = String.valueOf(text);
        line.append('"');
        for (int i = 0; i < Math.min(shown.length(), CHARS_MAX); i++) {
            char c = shown.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                line.append(String.format("\\u%04x", (int) c));
            } else {
                line.append(c);
            }
        }
        line.append('"');
    }
}
