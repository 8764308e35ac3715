// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceScan;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceTopic;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceTopicId;
import dev.orbit.agent.state.MappingDocument;
import dev.orbit.agent.state.StateImage;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which topics of a source came after a mapping was declared: they were not there at the first look with the mapping, or not
 * for the link's principal to see. What
 * this agent finds at its first look as the coordinator may have been there when the mapping was declared, so it is not new.
 * Confined to the coordinator's thread.
 */
final class Newcomers {

    private final Map<String, Looks> links = new HashMap<>();
    private @Nullable Members term;

    /** What was seen of one link. Looks are counted from 1. */
    private static final class Looks {
        private int count;
        private @Nullable SourceScan last;
        private Map<String, MappingDocument> mappings = Map.of();
        private final Map<SourceTopicId, Integer> firstSeen = new HashMap<>();
        /** By mapping: the first look with it. */
        private final Map<String, Integer> firstLook = new HashMap<>();

        private boolean isOfOther(SourceScan scan) {
            return last != null && !last.clusterId().equals(scan.clusterId());
        }

        private void add(SourceScan scan) {
            last = scan;
            count++;
            Set<SourceTopicId> there = scan.topics().stream().map(Newcomers::id).collect(Collectors.toSet());
            firstSeen.keySet().retainAll(there);
            there.forEach(topic -> firstSeen.putIfAbsent(topic, count));
        }
    }

    /** Forgets links that are no more, and all of them in a new term. */
    void retain(Members current, Set<String> names) {
        if (current != term) {
            term = current;
            links.clear();
        }
        links.keySet().retainAll(names);
    }

    /**
     * The newest look at a link's source; one that is another than the last one was taken with the mappings of the image. A
     * broker that has just started knows of no topic yet, so a look that finds none says nothing.
     */
    @SuppressWarnings("ReferenceEquality") // each look has a scan of its own, and images share what did not change
    void look(String link, StateImage image, SourceScan scan) {
        // another cluster that the link leads to by now has no topic that was there before
        Looks looks =
                links.compute(link, (name, known) -> known == null || known.isOfOther(scan) ? new Looks() : known);
        boolean isAnother = scan != looks.last && !scan.topics().isEmpty();
        if (isAnother) {
            looks.add(scan);
        }
        if (isAnother || looks.mappings != image.mappings()) {
            looks.mappings = image.mappings();
            looks.firstLook.keySet().retainAll(looks.mappings.keySet());
            int first = isAnother ? looks.count : looks.count + 1;
            looks.mappings.keySet().forEach(mapping -> looks.firstLook.putIfAbsent(mapping, first));
        }
    }

    boolean isNew(String link, String mapping, SourceTopic topic) {
        Looks looks = links.get(link);
        return looks != null
                && looks.firstSeen.getOrDefault(id(topic), 0)
                        > looks.firstLook.getOrDefault(mapping, Integer.MAX_VALUE);
    }

    private static SourceTopicId id(SourceTopic topic) {
        return new SourceTopicId(topic.name(), topic.topicId());
    }
}
