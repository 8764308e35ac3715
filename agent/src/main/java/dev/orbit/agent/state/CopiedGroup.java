// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * What Orbit wrote for one consumer group at the destination: whatever else is found there is somebody else's.
 *
 * @param sourceGroup name at the source
 * @param group name at the destination
 * @param offsets in the order of their topics and partitions
 */
public record CopiedGroup(String link, String sourceGroup, String group, List<CopiedOffset> offsets) {

    public CopiedGroup {
        offsets = List.copyOf(offsets);
    }

    /** Of the record in the state. */
    public static String name(String link, String group) {
        return link + "/" + group;
    }

    /** Without these, of what was written. */
    public CopiedGroup without(Predicate<CopiedOffset> gone) {
        return new CopiedGroup(
                link, sourceGroup, group, offsets.stream().filter(gone.negate()).toList());
    }

    /** After the destination has acknowledged the intents on these topics and partitions. */
    public CopiedGroup withLanded(BiPredicate<String, Integer> landed) {
        return new CopiedGroup(
                link,
                sourceGroup,
                group,
                offsets.stream()
                        .map(offset -> landed.test(offset.topic(), offset.partition()) ? offset.landed() : offset)
                        .toList());
    }
}
