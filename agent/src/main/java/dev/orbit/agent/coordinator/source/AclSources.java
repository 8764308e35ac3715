// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.source;

import dev.orbit.agent.state.Acl;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Snapshot;
import java.util.List;

/** The ACLs of source clusters. Calls block, for a bounded time. */
@FunctionalInterface
public interface AclSources {

    /** Every ACL on the resources whose ACLs can be copied, read at one moment. */
    SourceAcls acls(LinkSpec link) throws SourceFailure;

    /**
     * What a source cluster has.
     *
     * @param clusterId the cluster that answered
     * @param unknown those that this version cannot copy
     */
    record SourceAcls(String clusterId, List<Acl> acls, List<Snapshot.SkippedAcl> unknown) {
        public SourceAcls {
            acls = List.copyOf(acls);
            unknown = List.copyOf(unknown);
        }
    }
}
