// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import java.util.List;

/**
 * Which consumer groups' offsets are copied to the destination, and how often.
 *
 * @param copyOffsetsEnabled whether any are
 * @param include regexes of whole group names; a group that none matches is passed over
 * @param exclude regexes of whole group names; a group that one matches is passed over, included or not
 * @param destinationGroupPrefix put before the source group's name; empty keeps the name
 * @param intervalSeconds between two rounds of copying, 1 to {@value #INTERVAL_SECONDS_MAX}
 */
public record ConsumerGroupSettings(
        boolean copyOffsetsEnabled,
        List<String> include,
        List<String> exclude,
        String destinationGroupPrefix,
        int intervalSeconds) {

    public static final int INTERVAL_SECONDS_MAX = 86_400;

    /** Nothing is copied; once switched on, all groups are, under their own names, every 10 s. */
    public static final ConsumerGroupSettings DEFAULTS =
            new ConsumerGroupSettings(false, List.of(".*"), List.of(), "", 10);

    private static final String ORBITS_OWN = "__orbit_";

    public ConsumerGroupSettings {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    /** Whether the group of this name at the source is to be copied; Orbit's own never are. */
    public boolean includes(String group) {
        return !group.startsWith(ORBITS_OWN)
                && include.stream().anyMatch(regex -> TopicMatching.matches(regex, group))
                && exclude.stream().noneMatch(regex -> TopicMatching.matches(regex, group));
    }
}
