// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.diff;

import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.List;

/**
 * The whole truth about one link.
 *
 * @param topicMappings all there are to be; one that exists and is not among them is deleted
 */
public record DesiredLink(LinkSpec link, List<TopicMappingSpec> topicMappings) {

    public DesiredLink {
        topicMappings = List.copyOf(topicMappings);
    }
}
