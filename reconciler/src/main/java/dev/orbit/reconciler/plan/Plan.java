// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.plan;

import dev.orbit.schemas.Change;
import java.util.List;

/**
 * All that differs between the desired and the actual state.
 *
 * @param changes in a stable order: by link, and within it the link, deletions, mappings by priority
 * @param unmanagedLinks links that are there and in no document; they are left alone
 */
public record Plan(List<PlannedChange> changes, List<String> unmanagedLinks) {

    public Plan {
        changes = List.copyOf(changes);
        unmanagedLinks = List.copyOf(unmanagedLinks);
    }

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /** How many documents the action happens to. */
    public long count(Action action) {
        return changes.stream().filter(change -> change.action() == action).count();
    }

    /** The calls, in the order of the changes. */
    public List<Change> writes() {
        return changes.stream().map(PlannedChange::write).toList();
    }
}
