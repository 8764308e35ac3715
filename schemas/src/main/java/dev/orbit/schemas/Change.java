// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * One write of one document. {@code revision} is the revision it replaces, 0 for a document that must not exist yet;
 * another one stored means the write is stale and is refused with {@code stale_revision} (HTTP 409).
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Change.PutLink.class, name = "put_link"),
    @JsonSubTypes.Type(value = Change.DeleteLink.class, name = "delete_link"),
    @JsonSubTypes.Type(value = Change.PutTopicMapping.class, name = "put_topic_mapping"),
    @JsonSubTypes.Type(value = Change.DeleteTopicMapping.class, name = "delete_topic_mapping")
})
public sealed interface Change {

    long revision();

    /** Creates a link, or replaces its document. */
    record PutLink(LinkSpec spec, long revision) implements Change {}

    /** Removes a link that no mapping names any more. */
    record DeleteLink(String name, long revision) implements Change {}

    /** Creates a mapping, or replaces its document. */
    record PutTopicMapping(TopicMappingSpec spec, long revision) implements Change {}

    /**
     * Removes a mapping; its topics stay in REJECT.
     *
     * @param source the mapping's source topic or regex
     */
    record DeleteTopicMapping(String link, String source, long revision) implements Change {}
}
