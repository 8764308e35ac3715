// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.group;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A consumer group as both clusters showed it in one round.
 *
 * @param sourceGroup name at the source
 * @param group name at the destination
 * @param source commits at the source on mirrored topics, under the names at the destination
 * @param isActive whether the group has members, or a commit in an open transaction, at the destination
 * @param destination commits at the destination on mirrored topics
 * @param failure why the group's offsets could not be read; null when they could
 */
public record GroupView(
        String sourceGroup,
        String group,
        Map<PartitionName, Commit> source,
        boolean isActive,
        Map<PartitionName, Commit> destination,
        @Nullable String failure) {

    public GroupView {
        source = Collections.unmodifiableMap(new TreeMap<>(source));
        destination = Collections.unmodifiableMap(new TreeMap<>(destination));
    }
}
