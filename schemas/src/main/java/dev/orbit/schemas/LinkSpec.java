// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One source cluster, as declared. Defaults are filled in: two specs mean the same exactly when they are equal.
 *
 * @param name identity of the link; letters, digits, dot, dash and underscore, 1 to 64 of them
 * @param sourceClusterId pins the link to this cluster id; null: whatever cluster answers first
 * @param sourceClusterCredentials for replication reads
 * @param autoMigrationSourceClusterCredentials for the proxy; null: nothing can be proxied over this link
 */
public record LinkSpec(
        String name,
        List<BrokerAddress> sourceBootstrapBrokers,
        @Nullable String sourceClusterId,
        Credentials sourceClusterCredentials,
        @Nullable Credentials autoMigrationSourceClusterCredentials,
        AutoMigration autoMigration,
        FetchSettings fetch,
        ConsumerGroupSettings consumerGroups,
        AclSettings acls) {

    public LinkSpec {
        sourceBootstrapBrokers = List.copyOf(sourceBootstrapBrokers);
        // null in what an agent stored before there were these fields
        consumerGroups = consumerGroups == null ? ConsumerGroupSettings.DEFAULTS : consumerGroups;
        acls = acls == null ? AclSettings.DEFAULTS : acls;
    }
}
