// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.orbit.reconciler.plan.Consequences;
import dev.orbit.reconciler.plan.FieldChange;
import dev.orbit.reconciler.plan.Plan;
import dev.orbit.reconciler.plan.PlannedChange;
import dev.orbit.reconciler.plan.Target;
import dev.orbit.schemas.ChangesResponse.TopicEffect;
import dev.orbit.schemas.Problem;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code plan --json} and {@code drift --json} print. */
record PlanReport(
        List<Changed> changes, List<TopicEffect> topics, List<Problem> warnings, List<String> unmanagedLinks) {

    /**
     * A document that changes.
     *
     * @param action {@code create}, {@code update} or {@code delete}
     * @param kind {@code link} or {@code topic_mapping}
     * @param source the mapping's source topic or regex; null for a link
     * @param revision the one that was read; 0 for a document that is created
     */
    record Changed(
            String action,
            String kind,
            String link,
            @Nullable String source,
            long revision,
            List<Field> fields) {}

    /** A field that changes; null is one that is not set. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Field(
            String field, @Nullable Object before, @Nullable Object after) {
        private static Field of(FieldChange change) {
            return new Field(change.field(), change.before(), change.after());
        }
    }

    static PlanReport of(Plan plan, Consequences consequences) {
        return new PlanReport(
                plan.changes().stream().map(PlanReport::changed).toList(),
                consequences.topics(),
                consequences.warnings(),
                plan.unmanagedLinks());
    }

    private static Changed changed(PlannedChange change) {
        Target target = change.target();
        String source = target instanceof Target.TopicMapping mapping ? mapping.source() : null;
        return new Changed(
                change.action().name().toLowerCase(Locale.ROOT),
                source == null ? "link" : "topic_mapping",
                target.link(),
                source,
                change.write().revision(),
                change.fields().stream().map(Field::of).toList());
    }
}
