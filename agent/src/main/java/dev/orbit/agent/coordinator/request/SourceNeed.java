// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether a document can be judged only with its source at hand. A source that is switched off must not stand against what
 * takes something away, or nothing of its link could ever be removed. Pure.
 */
final class SourceNeed {

    private SourceNeed() {}

    /** @param stored null: the link is new */
    static boolean of(@Nullable LinkSpec stored, LinkSpec spec) {
        return stored == null
                || !stored.sourceBootstrapBrokers().equals(spec.sourceBootstrapBrokers())
                || !Objects.equals(stored.sourceClusterId(), spec.sourceClusterId())
                || !stored.sourceClusterCredentials().equals(spec.sourceClusterCredentials())
                || !Objects.equals(
                        stored.autoMigrationSourceClusterCredentials(), spec.autoMigrationSourceClusterCredentials())
                || mayEnable(stored.autoMigration(), spec.autoMigration());
    }

    /** @param stored null: the mapping is new */
    static boolean of(@Nullable TopicMappingSpec stored, TopicMappingSpec spec) {
        return stored == null
                || stored.priority() != spec.priority()
                || !Objects.equals(stored.destinationTopic(), spec.destinationTopic())
                || !Objects.equals(stored.destinationPrefix(), spec.destinationPrefix())
                || !stored.exclude().equals(spec.exclude())
                || (stored.irreversibleDisableOrbitManagement() && !spec.irreversibleDisableOrbitManagement())
                || mayEnable(stored.autoMigration(), spec.autoMigration());
    }

    /** The proxy's credentials are looked at before producers are put through with them. */
    private static boolean mayEnable(AutoMigration stored, AutoMigration wanted) {
        return !Objects.equals(stored.enable(), wanted.enable()) && !Boolean.FALSE.equals(wanted.enable());
    }
}
