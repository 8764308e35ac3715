// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import java.util.List;

/**
 * A link with all its topic mappings, to be checked against the live source and destination; nothing is written.
 *
 * @param topicMappings in the order they are tried; others that the link has are taken as not there
 */
public record ValidateRequest(LinkSpec link, List<TopicMappingSpec> topicMappings) {

    public ValidateRequest {
        topicMappings = List.copyOf(topicMappings);
    }
}
