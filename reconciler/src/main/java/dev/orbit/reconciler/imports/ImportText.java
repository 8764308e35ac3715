// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is to be known about an imported document, as people read it. */
public final class ImportText {

    private ImportText() {}

    /** What the agents need, and what the document does not have; settings of one reason stand together. */
    public static String of(Imported imported) {
        return variables(imported.variables()) + notCarried(imported.notCarried());
    }

    private static String variables(List<Variable> variables) {
        if (variables.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("Environment variables that every agent needs:\n");
        variables.forEach(variable -> text.append("  ")
                .append(variable.name())
                .append("\n      ")
                .append(variable.holds())
                .append('\n'));
        return text.toString();
    }

    private static String notCarried(List<NotCarried> settings) {
        if (settings.isEmpty()) {
            return "Every setting was carried over.\n";
        }
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        settings.forEach(setting -> byReason.computeIfAbsent(
                        "      " + setting.why() + "\n      " + setting.instead() + "\n", reason -> new ArrayList<>())
                .add("  " + setting.setting() + value(setting) + "\n"));
        StringBuilder text = new StringBuilder("Not carried over, or not as it was:\n");
        byReason.forEach((reason, names) -> text.append(String.join("", names)).append(reason));
        return text.toString();
    }

    private static String value(NotCarried setting) {
        if (setting.value() != null) {
            return setting.value().isEmpty() ? " = (empty)" : " = " + setting.value();
        }
        return setting.setting().endsWith(Draft.NOT_SET) ? "" : " (value not shown)";
    }
}
