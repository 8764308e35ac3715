// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch of writes, applied all or none.
 *
 * @param dryRun check everything against the live source and destination, and change nothing
 * @param planId common to dry runs that follow each other quickly and may see a source as the first of them saw it, such as
 *     those of one plan; null: looks anew
 */
public record ChangesRequest(
        boolean dryRun, List<Change> changes, @Nullable String planId) {

    public ChangesRequest {
        changes = List.copyOf(changes);
    }

    /** Looks at sources anew. */
    public ChangesRequest(boolean dryRun, List<Change> changes) {
        this(dryRun, changes, null);
    }
}
