// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.text;

import dev.orbit.schemas.Diagnostic;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Diagnostics as people read them. */
public final class DiagnosticsText {

    private static final int PERCENT = 100;

    private DiagnosticsText() {}

    /** A line for each, and what they mean. */
    public static String of(List<Diagnostic> diagnostics) {
        if (diagnostics.isEmpty()) {
            return "Nothing needs attention.\n";
        }
        Table table = new Table("").row("TOPIC", "DIAGNOSTIC", "SINCE", "LAST", "RECORDS", "PER SECOND", "SHARE");
        Set<String> messages = new LinkedHashSet<>();
        diagnostics.forEach(found -> {
            table.row(
                    Objects.requireNonNullElse(found.topic(), "-"),
                    found.name(),
                    found.since(),
                    found.last(),
                    found.records() == null ? "-" : Long.toString(found.records()),
                    oneDecimal(found.recordsPerSecond(), 1),
                    found.share() == null ? "-" : oneDecimal(found.share(), PERCENT) + " %");
            messages.add(found.name() + ": " + found.message());
        });
        StringBuilder text = new StringBuilder(table.render());
        messages.forEach(message -> text.append('\n').append(message).append('\n'));
        return text.toString();
    }

    private static String oneDecimal(@Nullable Double value, int times) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.1f", value * times);
    }
}
