// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.destination;

import dev.orbit.agent.state.Acl;
import java.util.Collection;
import java.util.Map;

/** The ACLs of the destination cluster. Calls block, for a bounded time. */
public interface AclDestination {

    /** Every ACL on the resources whose ACLs can be copied, as this agent's broker knows them, with the id of each. */
    Map<Acl, String> present() throws Exception;

    /**
     * Adds ACLs, and waits until this agent's broker knows them.
     *
     * @return those that were refused, each with the reason
     */
    Map<Acl, String> add(Collection<Acl> acls) throws Exception;

    /**
     * Removes ACLs; one that is not there is none that was refused.
     *
     * @return those that were refused, each with the reason
     */
    Map<Acl, String> remove(Collection<Acl> acls) throws Exception;
}
