// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.plan;

import dev.orbit.schemas.Change;
import java.util.List;

/**
 * One document that changes.
 *
 * @param fields what changes in it, in the order of the document
 * @param write the call that does it, with the revision that was read
 */
public record PlannedChange(Action action, Target target, List<FieldChange> fields, Change write) {

    public PlannedChange {
        fields = List.copyOf(fields);
    }
}
