// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.coordinator.source.SourceIdentity;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.schemas.Problem;
import java.util.Collection;
import java.util.Optional;

/** What is wrong with the cluster that answers at a link's addresses; fields are relative to the link. Pure. */
final class SourceCheck {

    private static final String FIELD = "source_bootstrap_brokers";

    private SourceCheck() {}

    static Optional<Problem> problem(
            LinkDocument link, String clusterId, Collection<LinkDocument> links, String ownClusterId) {
        return SourceIdentity.wrong(link, clusterId, ownClusterId)
                .map(wrong -> wrongCluster(clusterId.equals(ownClusterId), wrong))
                .or(() -> SourceIdentity.clash(link, clusterId, links, ownClusterId)
                        .map(SourceCheck::clash));
    }

    private static Problem wrongCluster(boolean isSelf, String wrong) {
        return new Problem(
                isSelf ? "source_is_destination" : "wrong_source_cluster",
                wrong,
                FIELD,
                isSelf ? "A link leads from another cluster into this one." : "Check the addresses.");
    }

    private static Problem clash(String message) {
        return new Problem(
                "producer_id_tag_clash", message, FIELD, "Mirror this source into another destination cluster.");
    }
}
