// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.text;

import dev.orbit.schemas.ValidateResponse;
import dev.orbit.schemas.ValidateResponse.SourceBroker;
import org.jspecify.annotations.Nullable;

/** What an agent saw of a link's source. */
public final class ValidationText {

    private final Paint paint;

    public ValidationText(Paint paint) {
        this.paint = paint;
    }

    /** The addresses, each with how it fares, and what is there. */
    public String source(ValidateResponse found) {
        Table table = new Table("    ");
        for (SourceBroker broker : found.brokers()) {
            String kind = broker.bootstrap() ? "bootstrap" : "advertised";
            table.row(kind, broker.address(), broker.error() == null ? "answers" : broker.error());
        }
        table.row("cluster id", known(found.sourceClusterId()), "");
        table.row("topics", known(found.topics()), "");
        if (found.groups() != null) {
            table.row("groups", known(found.groups()), "");
        }
        return "  The source as agent " + found.agent() + " sees it; the other agents must reach it too:\n"
                + table.render((column, cell) -> column == 2 && !cell.equals("answers") ? paint.red(cell) : cell);
    }

    private static String known(@Nullable Object value) {
        return value == null ? "unknown" : value.toString();
    }
}
