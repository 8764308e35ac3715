// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import java.util.List;

/**
 * A batch of writes, applied all or none.
 *
 * @param dryRun check everything against the live source and destination, and change nothing
 */
public record ChangesRequest(boolean dryRun, List<Change> changes) {

    public ChangesRequest {
        changes = List.copyOf(changes);
    }
}
