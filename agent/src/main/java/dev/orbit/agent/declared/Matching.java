// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.declared;

import dev.orbit.agent.state.MappingDocument;
import dev.orbit.agent.state.StateImage;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.schemas.TopicMatching;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;

/** Which mapping holds which source topic: the first of its link that matches. A value. */
public final class Matching {

    private static final int SPARE = 1_000;

    private static volatile List<Matching> recent = List.of(new Matching(Map.of()));

    private final Map<String, MappingDocument> mappings;
    private final Map<String, Ordered> byLink = new HashMap<>();

    private Matching(Map<String, MappingDocument> mappings) {
        this.mappings = mappings;
    }

    /**
     * By the mappings of an image, kept nowhere.
     *
     * @param matches whether a regex matches a source topic
     */
    public static Matching of(StateImage image, BiPredicate<TopicMappingSpec, String> matches) {
        Matching made = new Matching(image.mappings());
        for (MappingDocument mapping : image.mappings().values()) {
            made.byLink.computeIfAbsent(mapping.spec().link(), unused -> new Ordered(matches));
        }
        made.byLink.forEach((link, ordered) -> image.mappingsOf(link).forEach(ordered::add));
        return made;
    }

    /**
     * By the mappings of an image. The two that were asked for last are kept, for thousands of topics ask, many times a second; and what a change
     * means is seen by what is before it and after it.
     */
    @SuppressWarnings("ReferenceEquality") // images share what did not change
    public static Matching of(StateImage image) {
        List<Matching> known = recent;
        if (known.get(0).mappings == image.mappings()) {
            return known.get(0);
        }
        boolean isSecond = known.size() > 1 && known.get(1).mappings == image.mappings();
        Matching next = isSecond ? known.get(1) : of(image, TopicMatching::matches);
        recent = List.of(next, known.get(0));
        return next;
    }

    /** The first mapping of a link, in the order they are tried, that matches. */
    public Optional<TopicMappingSpec> first(String link, String sourceTopic) {
        Ordered ordered = byLink.get(link);
        return ordered == null ? Optional.empty() : ordered.first(sourceTopic);
    }

    /**
     * Has what was found of a link's topics forgotten, once that is of many more than there are.
     *
     * @param topics at the source and recorded
     */
    public void forget(String link, int topics) {
        Ordered ordered = byLink.get(link);
        if (ordered != null) {
            ordered.forget(2 * topics + SPARE);
        }
    }

    /** The mappings of one link. Those that name their topic need not be tried one after the other. */
    private static final class Ordered {

        private record Place(int number, TopicMappingSpec mapping) {}

        private final Map<String, Place> named = new HashMap<>();
        private final List<Place> regexes = new ArrayList<>();
        /** What was tried once: thousands of topics are asked for in every pass, and each may be tried on each regex. */
        private final Map<String, Optional<TopicMappingSpec>> found = new ConcurrentHashMap<>();

        private final BiPredicate<TopicMappingSpec, String> matches;
        private int count;

        Ordered(BiPredicate<TopicMappingSpec, String> matches) {
            this.matches = matches;
        }

        void add(MappingDocument mapping) {
            Place place = new Place(count++, mapping.spec());
            String topic = mapping.spec().sourceTopic();
            if (mapping.spec().sourceRegex() != null) {
                regexes.add(place);
            } else if (topic != null) {
                named.putIfAbsent(topic, place);
            }
        }

        void forget(int topicsMax) {
            if (found.size() > topicsMax) {
                found.clear();
            }
        }

        Optional<TopicMappingSpec> first(String sourceTopic) {
            return regexes.isEmpty()
                    ? Optional.ofNullable(named.get(sourceTopic)).map(Place::mapping)
                    : found.computeIfAbsent(sourceTopic, this::tried);
        }

        private Optional<TopicMappingSpec> tried(String sourceTopic) {
            Place literal = named.get(sourceTopic);
            for (Place regex : regexes) {
                if (literal != null && literal.number() < regex.number()) {
                    break;
                }
                if (matches.test(regex.mapping(), sourceTopic)) {
                    return Optional.of(regex.mapping());
                }
            }
            return Optional.ofNullable(literal).map(Place::mapping);
        }
    }
}
