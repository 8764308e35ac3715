// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.source;

import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.tag.ProducerIdTag;
import java.util.Collection;
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

    /**
     * Why a link cannot stand beside the others: its producer ids would bear the mark of another link's, and ids of the
     * two sources could meet in one log.
     */
    public static Optional<String> clash(
            LinkDocument link, String clusterId, Collection<LinkDocument> links, String ownClusterId) {
        ProducerIdTag tag = ProducerIdTag.of(clusterId, ownClusterId);
        for (LinkDocument other : links) {
            String otherId = other.sourceClusterId() != null
                    ? other.sourceClusterId()
                    : other.spec().sourceClusterId();
            if (otherId != null
                    && !otherId.equals(ownClusterId)
                    && !otherId.equals(clusterId)
                    && !other.spec().name().equals(link.spec().name())
                    && ProducerIdTag.of(otherId, ownClusterId).equals(tag)) {
                return Optional.of("source cluster " + clusterId + " and cluster " + otherId + " of link "
                        + other.spec().name() + " get the same producer id tag (" + tag.value()
                        + ") in this cluster, so their producers could not be told apart. Mirror one of the two into"
                        + " another destination cluster.");
            }
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
