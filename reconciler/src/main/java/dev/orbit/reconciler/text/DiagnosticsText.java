// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.text;

import dev.orbit.schemas.Diagnostic;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Diagnostics as people read them. */
public final class DiagnosticsText {

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
                    found.topic(),
                    found.name(),
                    found.since(),
                    found.last(),
                    Long.toString(found.records()),
                    figure("%.1f", found.recordsPerSecond(), 1),
                    figure("%.1f %%", found.share(), 100));
            messages.add(found.name() + ": " + found.message());
        });
        StringBuilder text = new StringBuilder(table.render());
        messages.forEach(message -> text.append('\n').append(message).append('\n'));
        return text.toString();
    }

    private static String figure(String format, @Nullable Double value, int times) {
        return value == null ? "-" : String.format(Locale.ROOT, format, value * times);
    }
}
