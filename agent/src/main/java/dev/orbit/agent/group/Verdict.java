// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.group;

import dev.orbit.agent.state.CopiedGroup;
import dev.orbit.schemas.Snapshot;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a group's view.
 *
 * @param record what the state is to remember before anything is written; null: nothing
 * @param writes commits to write at the destination
 * @param status as users see it
 */
public record Verdict(@Nullable CopiedGroup record, Map<PartitionName, Commit> writes, Snapshot.Group status) {

    public Verdict {
        writes = Collections.unmodifiableMap(new TreeMap<>(writes));
    }
}
