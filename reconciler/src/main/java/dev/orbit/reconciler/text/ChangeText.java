// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.text;

import dev.orbit.reconciler.plan.Action;
import dev.orbit.reconciler.plan.FieldChange;
import dev.orbit.reconciler.plan.PlannedChange;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One document's changes: {@code + create}, {@code ~ update}, {@code - delete}, and its fields below. */
final class ChangeText {

    private static final String HEAD = "  ";
    private static final String BODY = "      ";

    private final Paint paint;

    ChangeText(Paint paint) {
        this.paint = paint;
    }

    /** As a plan shows it: what is now and what will be. */
    String planned(PlannedChange change) {
        Table fields = new Table(BODY);
        for (FieldChange field : change.fields()) {
            String after = value(field.after());
            fields.row(
                    field.field(), change.action() == Action.CREATE ? after : value(field.before()) + " -> " + after);
        }
        return head(change, "") + (change.action() == Action.DELETE ? "" : fields.render());
    }

    /** As drift shows it: what was declared and what was found. */
    String found(PlannedChange change) {
        return switch (change.action()) {
            case CREATE -> head(change, "is declared and not there");
            case DELETE -> head(change, "is there and not declared");
            case UPDATE -> head(change, "") + differences(change.fields());
        };
    }

    private static String differences(List<FieldChange> fields) {
        Table table = new Table(BODY);
        fields.forEach(field ->
                table.row(field.field(), "declared " + value(field.after()) + ", found " + value(field.before())));
        return table.render();
    }

    private String head(PlannedChange change, String end) {
        String text = change.target() + (end.isEmpty() ? "" : " " + end) + "\n";
        return HEAD
                + switch (change.action()) {
                    case CREATE -> paint.green("+") + " " + text;
                    case UPDATE -> paint.yellow("~") + " " + text;
                    case DELETE -> paint.red("-") + " " + text;
                };
    }

    private static String value(@Nullable Object value) {
        if (value == null) {
            return "(not set)";
        }
        if (value instanceof List<?> list) {
            return list.isEmpty()
                    ? "(none)"
                    : list.stream().map(String::valueOf).collect(Collectors.joining(", "));
        }
        return value instanceof String text ? "\"" + text + "\"" : value.toString();
    }
}
