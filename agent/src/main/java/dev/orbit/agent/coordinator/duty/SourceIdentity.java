// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.duty;

import dev.orbit.agent.state.LinkDocument;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether what answers at a link's addresses is the cluster the link is for. Pure. */
public final class SourceIdentity {

    private SourceIdentity() {}

    /** What is wrong, with the remedy; empty when it is the right cluster. */
    public static Optional<String> wrong(LinkDocument link, String clusterId, String ownClusterId) {
        if (clusterId.equals(ownClusterId)) {
            return Optional.of("the source brokers " + link.spec().sourceBootstrapBrokers()
                    + " belong to this very cluster (" + ownClusterId
                    + "). Name the brokers of the cluster to mirror from.");
        }
        String pinned = link.spec().sourceClusterId();
        if (pinned != null && !pinned.equals(clusterId)) {
            return Optional.of(mismatch(link, clusterId, "source_cluster_id pins it to " + pinned));
        }
        @Nullable String learned = link.sourceClusterId();
        if (learned != null && !learned.equals(clusterId)) {
            return Optional.of(mismatch(link, clusterId, "it was " + learned + " at first contact"));
        }
        return Optional.empty();
    }

    private static String mismatch(LinkDocument link, String clusterId, String expected) {
        return "the source brokers " + link.spec().sourceBootstrapBrokers() + " belong to cluster " + clusterId
                + ", but "
                + expected + ". Nothing is mirrored from another cluster: correct the addresses, or declare a new link"
                + " for the new cluster.";
    }
}
