// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.text;

import dev.orbit.reconciler.plan.Action;
import dev.orbit.reconciler.plan.Consequences;
import dev.orbit.reconciler.plan.Plan;
import dev.orbit.schemas.ChangesResponse.TopicEffect;
import dev.orbit.schemas.Problem;

/** Plans and drift as people read them. */
public final class PlanText {

    private final Paint paint;
    private final ChangeText changes;

    public PlanText(Paint paint) {
        this.paint = paint;
        this.changes = new ChangeText(paint);
    }

    /**
     * A plan and what follows from it; nothing but a line where there is nothing to do.
     *
     * @param next what to type to carry it out; empty: no such hint
     */
    public String plan(Plan plan, Consequences consequences, String next) {
        StringBuilder text = new StringBuilder();
        if (plan.isEmpty()) {
            text.append("Nothing to do: what is there is what the documents say.\n");
            return text.append(unmanaged(plan)).toString();
        }
        text.append("These changes would be made:\n\n");
        plan.changes().forEach(change -> text.append(changes.planned(change)).append('\n'));
        text.append(topics(consequences)).append(warnings(consequences)).append(unmanaged(plan));
        text.append(paint.bold("Plan: " + counts(plan, "to create", "to update", "to delete") + "."))
                .append('\n');
        if (!next.isEmpty()) {
            text.append("To make them, type: ").append(next).append('\n');
        }
        return text.toString();
    }

    /**
     * What was found to differ.
     *
     * @param next what to type to see how to mend it
     */
    public String drift(Plan plan, String next) {
        if (plan.isEmpty()) {
            return "No drift: what is there is what the documents say.\n" + unmanaged(plan);
        }
        StringBuilder text = new StringBuilder("What is there differs from the documents:\n\n");
        plan.changes().forEach(change -> text.append(changes.found(change)).append('\n'));
        text.append(unmanaged(plan));
        text.append(paint.bold("Drift: " + counts(plan, "missing", "different", "not declared") + "."))
                .append('\n');
        return text.append("To see what mending it does, type: ")
                .append(next)
                .append('\n')
                .toString();
    }

    /** What was done. */
    public String applied(Plan plan) {
        return paint.bold(paint.green("Done: ") + counts(plan, "created", "updated", "deleted") + ".") + "\n";
    }

    private static String counts(Plan plan, String created, String updated, String deleted) {
        return plan.count(Action.CREATE) + " " + created + ", " + plan.count(Action.UPDATE) + " " + updated + ", "
                + plan.count(Action.DELETE) + " " + deleted;
    }

    private static String topics(Consequences consequences) {
        if (consequences.topics().isEmpty()) {
            return "";
        }
        Table table = new Table("  ");
        for (TopicEffect topic : consequences.topics()) {
            String states = topic.from() == null || topic.from() == topic.to()
                    ? topic.to().toString()
                    : topic.from() + " -> " + topic.to();
            String from = topic.sourceTopic().equals(topic.topic()) ? "" : "from " + topic.sourceTopic();
            table.row(topic.topic(), topic.effect(), states, from);
        }
        return "Topics:\n\n" + table.render() + "\n";
    }

    private String warnings(Consequences consequences) {
        StringBuilder text = new StringBuilder();
        for (Problem warning : consequences.warnings()) {
            text.append(ProblemText.warning(paint, "", warning)).append('\n');
        }
        return text.toString();
    }

    private static String unmanaged(Plan plan) {
        return plan.unmanagedLinks().isEmpty()
                ? ""
                : "Left alone, for no document describes them: links " + String.join(", ", plan.unmanagedLinks())
                        + ".\n\n";
    }
}
