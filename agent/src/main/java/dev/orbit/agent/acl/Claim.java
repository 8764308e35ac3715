// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.acl;

import org.jspecify.annotations.Nullable;

/**
 * A link's claim to an ACL at the destination: that it added it.
 *
 * @param id what the destination's metadata calls the ACL; null: it may be on its way, or there already
 */
public record Claim(@Nullable String id) {

    /** Recorded before the ACL is added. */
    public static final Claim INTENT = new Claim(null);

    /** Whether the ACL with this id may be the one that is claimed: made anew by somebody else it has another. */
    public boolean fits(String presentId) {
        return id == null || id.equals(presentId);
    }
}
