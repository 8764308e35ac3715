// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import dev.orbit.schemas.LinkSpec;
import org.jspecify.annotations.Nullable;

/**
 * A declared link.
 *
 * @param revision counts the writes of the document, from 1
 * @param sourceClusterId the cluster id that answered first: from then on no other will do; null before
 */
public record LinkDocument(
        LinkSpec spec, long revision, @Nullable String sourceClusterId) {

    public LinkDocument withSourceClusterId(String clusterId) {
        return new LinkDocument(spec, revision, clusterId);
    }
}
