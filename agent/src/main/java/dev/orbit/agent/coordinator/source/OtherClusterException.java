// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.source;

import dev.orbit.agent.state.LinkDocument;

/** Another cluster than the link's answered. */
public final class OtherClusterException extends Exception {
    private static final long serialVersionUID = 1L;

    private OtherClusterException(String clusterId) {
        super("Cluster " + clusterId + " answered, which is not the link's source.");
    }

    /** Nothing that another cluster tells is believed. */
    public static void check(LinkDocument link, String clusterId) throws OtherClusterException {
        if (!clusterId.equals(link.sourceClusterId())) {
            throw new OtherClusterException(clusterId);
        }
    }
}
