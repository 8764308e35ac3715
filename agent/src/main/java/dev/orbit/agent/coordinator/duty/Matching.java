// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.duty;

import dev.orbit.agent.coordinator.duty.SourceQueries.SourceTopic;
import dev.orbit.agent.state.MappingDocument;
import dev.orbit.agent.state.StateImage;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.schemas.TopicMatching;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which mapping holds which source topic: the first of its link that matches. A value. */
public final class Matching {

    private static volatile List<Matching> recent = List.of(new Matching(Map.of()));

    private final Map<String, MappingDocument> mappings;
    private final Map<String, Ordered> byLink = new HashMap<>();

    private Matching(Map<String, MappingDocument> mappings) {
        this.mappings = mappings;
        mappings.values().forEach(mapping -> byLink.putIfAbsent(mapping.spec().link(), new Ordered()));
    }

    /**
     * By the mappings of an image. The last two are kept, for thousands of topics ask, many times a second; and what a change
     * means is seen by what is before it and after it.
     */
    @SuppressWarnings("ReferenceEquality") // images share what did not change
    public static Matching of(StateImage image) {
        List<Matching> known = recent;
        for (Matching one : known) {
            if (one.mappings == image.mappings()) {
                return one;
            }
        }
        Matching made = new Matching(image.mappings());
        made.byLink.forEach((link, ordered) -> image.mappingsOf(link).forEach(ordered::add));
        recent = List.of(made, known.get(0));
        return made;
    }

    /** The first mapping of a link, in the order they are tried, that matches. */
    public Optional<TopicMappingSpec> first(String link, String sourceTopic) {
        Ordered ordered = byLink.get(link);
        return ordered == null ? Optional.empty() : ordered.first(sourceTopic);
    }

    /** The first mapping that matches a topic a scan found; nothing matches an internal topic. */
    public Optional<TopicMappingSpec> first(String link, SourceTopic topic) {
        return topic.internal() || TopicMatching.isReserved(topic.name())
                ? Optional.empty()
                : first(link, topic.name());
    }

    /** The mappings of one link. Those that name their topic need not be tried one after the other. */
    private static final class Ordered {

        private record Place(int number, TopicMappingSpec mapping) {}

        private final Map<String, Place> named = new HashMap<>();
        private final List<Place> regexes = new ArrayList<>();
        private int count;

        void add(MappingDocument mapping) {
            Place place = new Place(count++, mapping.spec());
            String topic = mapping.spec().sourceTopic();
            if (mapping.spec().sourceRegex() != null) {
                regexes.add(place);
            } else if (topic != null) {
                named.putIfAbsent(topic, place);
            }
        }

        Optional<TopicMappingSpec> first(String sourceTopic) {
            Place literal = named.get(sourceTopic);
            for (Place regex : regexes) {
                if (literal != null && literal.number() < regex.number()) {
                    break;
                }
                if (TopicMatching.matches(regex.mapping(), sourceTopic)) {
                    return Optional.of(regex.mapping());
                }
            }
            return Optional.ofNullable(literal).map(Place::mapping);
        }
    }
}
