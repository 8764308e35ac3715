// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import java.util.List;

/**
 * Which ACLs of the source are copied to the destination, and how often.
 *
 * @param copyEnabled whether any are
 * @param include an ACL that none of these picks is passed over
 * @param exclude an ACL that one of these picks is passed over, included or not
 * @param intervalSeconds between two rounds of copying, 1 to {@value #INTERVAL_SECONDS_MAX}
 */
public record AclSettings(boolean copyEnabled, List<AclFilter> include, List<AclFilter> exclude, int intervalSeconds) {

    public static final int INTERVAL_SECONDS_MAX = 86_400;

    /** Nothing is copied; once switched on, what clients of mirror topics need is, every 60 s. */
    public static final AclSettings DEFAULTS = new AclSettings(
            false,
            List.of(AclFilter.ofType("topic"), AclFilter.ofType("group"), AclFilter.ofType("transactional_id")),
            List.of(),
            60);

    public AclSettings {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }
}
