// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import dev.orbit.schemas.TopicMappingSpec;

/**
 * A declared topic mapping.
 *
 * @param revision counts the writes of the document, from 1
 */
public record MappingDocument(TopicMappingSpec spec, long revision) {}
