// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.acl;

import dev.orbit.agent.state.Acl;
import java.util.List;

/** Something to be done at the destination, all of it before the next step begins. */
public record AclStep(Kind kind, List<Acl> acls) {

    /** What is done. */
    public enum Kind {
        /** Added, and Orbit's from then on. */
        ADD,
        /** Added for topics that have migrated, and nobody's from then on. */
        LEAVE,
        /** Removed, if it is still the one that Orbit added. */
        REMOVE
    }

    public AclStep {
        acls = List.copyOf(acls);
    }
}
