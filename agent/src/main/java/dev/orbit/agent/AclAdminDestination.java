// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import dev.orbit.agent.broker.admin.AclAdmin;
import dev.orbit.agent.coordinator.destination.AclDestination;
import dev.orbit.agent.link.AclBindings;
import dev.orbit.agent.state.Acl;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AclBinding;

/** The ACLs of the cluster that this agent is part of, as the coordinator uses them. */
final class AclAdminDestination implements AclDestination {

    private final AclAdmin acls;

    AclAdminDestination(AclAdmin acls) {
        this.acls = acls;
    }

    @Override
    public Map<Acl, String> present() throws Exception {
        return converted(acls.present());
    }

    @Override
    public Map<Acl, String> add(Collection<Acl> added) throws Exception {
        return converted(acls.add(bindings(added)));
    }

    @Override
    public Map<Acl, String> remove(Collection<Acl> removed) throws Exception {
        return converted(acls.remove(bindings(removed)));
    }

    private static List<AclBinding> bindings(Collection<Acl> acls) {
        return acls.stream().map(AclBindings::binding).toList();
    }

    private static Map<Acl, String> converted(Map<AclBinding, String> words) {
        Map<Acl, String> converted = new HashMap<>();
        words.forEach((acl, word) -> AclBindings.acl(acl).ifPresent(known -> converted.put(known, word)));
        return converted;
    }
}
