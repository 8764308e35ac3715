// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One source cluster, as declared. Defaults are filled in: two specs mean the same exactly when they are equal.
 *
 * @param name identity of the link; letters, digits, dot, dash and underscore, 1 to 64 of them
 * @param sourceClusterId pins the link to this cluster id; null: whatever cluster answers first
 * @param sourceClusterCredentials for replication reads
 * @param autoMigrationSourceClusterCredentials for the proxy; null: nothing can be proxied over this link
 * @param state {@value #RUNNING} or {@value #PAUSED}: nothing is mirrored, produces in PROXY are still forwarded
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
        AclSettings acls,
        ClusterConfigSettings clusterConfig,
        String state) {

    /** The name of a link that is given none. */
    public static final String NAME_DEFAULT = "default";

    public static final String RUNNING = "running";
    public static final String PAUSED = "paused";

    public LinkSpec {
        sourceBootstrapBrokers = List.copyOf(sourceBootstrapBrokers);
        // null in what an agent stored before there were these fields
        consumerGroups = consumerGroups == null ? ConsumerGroupSettings.DEFAULTS : consumerGroups;
        acls = acls == null ? AclSettings.DEFAULTS : acls;
        clusterConfig = clusterConfig == null ? ClusterConfigSettings.DEFAULTS : clusterConfig;
        state = state == null ? RUNNING : state;
    }

    /** A link that runs, and leaves the destination's own configuration alone. */
    public LinkSpec(
            String name,
            List<BrokerAddress> sourceBootstrapBrokers,
            @Nullable String sourceClusterId,
            Credentials sourceClusterCredentials,
            @Nullable Credentials autoMigrationSourceClusterCredentials,
            AutoMigration autoMigration,
            FetchSettings fetch,
            ConsumerGroupSettings consumerGroups,
            AclSettings acls) {
        this(
                name,
                sourceBootstrapBrokers,
                sourceClusterId,
                sourceClusterCredentials,
                autoMigrationSourceClusterCredentials,
                autoMigration,
                fetch,
                consumerGroups,
                acls,
                ClusterConfigSettings.DEFAULTS,
                RUNNING);
    }

    @JsonIgnore
    public boolean isPaused() {
        return state.equals(PAUSED);
    }

    public LinkSpec withName(String other) {
        return with(other, sourceClusterId, autoMigration, fetch, consumerGroups, acls, clusterConfig, state);
    }

    public LinkSpec withSourceClusterId(@Nullable String other) {
        return with(name, other, autoMigration, fetch, consumerGroups, acls, clusterConfig, state);
    }

    public LinkSpec withAutoMigration(AutoMigration other) {
        return with(name, sourceClusterId, other, fetch, consumerGroups, acls, clusterConfig, state);
    }

    public LinkSpec withFetch(FetchSettings other) {
        return with(name, sourceClusterId, autoMigration, other, consumerGroups, acls, clusterConfig, state);
    }

    public LinkSpec withConsumerGroups(ConsumerGroupSettings other) {
        return with(name, sourceClusterId, autoMigration, fetch, other, acls, clusterConfig, state);
    }

    public LinkSpec withAcls(AclSettings other) {
        return with(name, sourceClusterId, autoMigration, fetch, consumerGroups, other, clusterConfig, state);
    }

    public LinkSpec withClusterConfig(ClusterConfigSettings other) {
        return with(name, sourceClusterId, autoMigration, fetch, consumerGroups, acls, other, state);
    }

    public LinkSpec withState(String other) {
        return with(name, sourceClusterId, autoMigration, fetch, consumerGroups, acls, clusterConfig, other);
    }

    private LinkSpec with(
            String newName,
            @Nullable String clusterId,
            AutoMigration migration,
            FetchSettings newFetch,
            ConsumerGroupSettings groups,
            AclSettings newAcls,
            ClusterConfigSettings config,
            String newState) {
        return new LinkSpec(
                newName,
                sourceBootstrapBrokers,
                clusterId,
                sourceClusterCredentials,
                autoMigrationSourceClusterCredentials,
                migration,
                newFetch,
                groups,
                newAcls,
                config,
                newState);
    }
}
