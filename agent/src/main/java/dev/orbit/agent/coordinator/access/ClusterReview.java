// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.access;

import dev.orbit.agent.coordinator.access.SourceAccess.NoAccessException;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;

/** What principals lack on the cluster. */
public final class ClusterReview {

    private final SourceAccess access;
    private final LinkSpec link;

    public ClusterReview(SourceAccess access, LinkSpec link) {
        this.access = access;
        this.link = link;
    }

    /** What the reader lacks for what the link declares, but for groups. Blocks. */
    public List<Problem> reader() throws NoAccessException {
        List<Problem> lacks = new ArrayList<>();
        if (link.acls().copyEnabled() && access.refusesAcls(link)) {
            lacks.add(Lack.onCluster(Principal.READER, AclOperation.DESCRIBE, "So its ACLs cannot be read."));
        }
        if (link.clusterConfig().copySourceClusterConfiguration() && access.refusesBrokerConfigs(link)) {
            lacks.add(Lack.onCluster(
                    Principal.READER, AclOperation.DESCRIBE_CONFIGS, "So its cluster configuration cannot be read."));
        }
        return lacks;
    }

    /** What the proxy lacks to forward anything at all. Blocks. */
    public List<Problem> proxy() throws NoAccessException {
        return access.refusesIdempotentWrites(link)
                ? List.of(
                        Lack.onCluster(
                                Principal.PROXY,
                                AclOperation.IDEMPOTENT_WRITE,
                                "It is older than 2.8, and wants it for what idempotent producers send, which is most of them."))
                : List.of();
    }
}
