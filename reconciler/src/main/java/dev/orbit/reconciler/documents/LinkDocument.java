// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.documents;

import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.List;

/** One file: a link and its topic mappings in order, defaults filled in, and where each field was declared. */
public final class LinkDocument {

    private final String file;
    private final LinkSpec link;
    private final List<TopicMappingSpec> topicMappings;
    private final SourceTree source;

    LinkDocument(String file, LinkSpec link, List<TopicMappingSpec> topicMappings, SourceTree source) {
        this.file = file;
        this.link = link;
        this.topicMappings = List.copyOf(topicMappings);
        this.source = source;
    }

    /** The file as the user named it. */
    public String file() {
        return file;
    }

    public LinkSpec link() {
        return link;
    }

    /** In the order in which they are tried. */
    public List<TopicMappingSpec> topicMappings() {
        return topicMappings;
    }

    /**
     * Where a field is, or what it is missing from.
     *
     * @param path such as {@code topic_mappings[2].source_regex}
     */
    public Position positionOf(String path) {
        return source.positionOf(path);
    }

    boolean declares(String path) {
        return source.positions().containsKey(path);
    }
}
