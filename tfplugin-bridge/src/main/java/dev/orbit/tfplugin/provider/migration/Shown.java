// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.migration;

import dev.orbit.schemas.Snapshot;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which of the selected topics a plan has shown to whoever approved it. Terraform plans again in the apply, and hands over
 * the notes of that plan and not of the approved one; of the approved one comes the object from before, with its pending
 * topics. So what that object selected already, and had not pending, came after the plan. Of what it did not select, as of
 * all that is selected by a create, nothing is known, and it counts as shown.
 *
 * @param before what the object selected; null: there was none
 * @param pending which of those were not COMPLETE when the plan was made
 */
record Shown(Selection selection, @Nullable Selection before, Set<String> pending) {

    Shown {
        pending = Set.copyOf(pending);
    }

    /** By the plan of a create. */
    static Shown created(Selection selection) {
        return new Shown(selection, null, Set.of());
    }

    /** By the plan of an update. */
    static Shown updated(Selection selection, Fields prior) {
        Set<String> pending = prior.elements(MigrationSchema.PENDING)
                .map(topic -> ((Value.Text) topic).text())
                .collect(Collectors.toSet());
        return new Shown(selection, Selection.of(prior), pending);
    }

    /** Whether a selected topic may be started: one that is named is meant, whenever it comes. */
    boolean includes(String topic) {
        return before == null
                || selection.topics().contains(topic)
                || pending.contains(topic)
                || !before.selects(topic);
    }

    /** Whether there may be topics that are started and that no plan can show. */
    boolean isOpen() {
        return selection.regex() != null
                && (before == null || !selection.regex().equals(before.regex()));
    }

    /** The selected topics that are not COMPLETE, and may be started. */
    SortedSet<String> pending(Snapshot snapshot) {
        return selection.pending(snapshot).stream()
                .filter(this::includes)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The selected topics that are not COMPLETE, and came after the plan. */
    SortedSet<String> late(Snapshot snapshot) {
        SortedSet<String> late = selection.pending(snapshot);
        late.removeIf(this::includes);
        return late;
    }
}
