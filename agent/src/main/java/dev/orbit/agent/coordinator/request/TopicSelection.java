// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicMatching;
import dev.orbit.schemas.TopicProblem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The mirror topics a request means, by name, by regex, or both.
 *
 * @param named as the request spells them
 * @param unknown names that are no mirror topics of the link
 */
record TopicSelection(List<MirrorTopic> topics, Set<String> named, List<TopicProblem> unknown) {

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    /** Fails with {@link RefusedException} when the request selects nothing that could exist. */
    static TopicSelection of(StateImage image, @Nullable String link, List<String> names, @Nullable String regex) {
        return over(image, link(image.links().keySet(), link), names, regex);
    }

    /**
     * The same; also over a link that is declared no more, which it cannot be again without its source. Where no link is
     * named and none is declared, it is the one that topics were mirrored over which are not open yet.
     */
    static TopicSelection forFailover(
            StateImage image, @Nullable String link, List<String> names, @Nullable String regex) {
        Set<String> links = new TreeSet<>(image.links().keySet());
        if (link != null || links.isEmpty()) {
            image.topics().values().stream()
                    .filter(topic -> link != null || !(topic.migration() instanceof Migration.Complete))
                    .forEach(topic -> links.add(topic.link()));
        }
        return over(image, link(links, link), names, regex);
    }

    private static TopicSelection over(StateImage image, String linkName, List<String> names, @Nullable String regex) {
        if (names.isEmpty() && regex == null) {
            throw new RefusedException(
                    BAD_REQUEST,
                    new Problem(
                            "no_topics_selected",
                            "neither topics nor topic_regex is given.",
                            "topics",
                            "Name topics, or give a regex that matches whole names."));
        }
        Optional<String> error = regex == null ? Optional.empty() : TopicMatching.regexError(regex);
        if (error.isPresent()) {
            throw new RefusedException(
                    BAD_REQUEST,
                    new Problem(
                            "invalid_regex",
                            "'" + regex + "' is not a regex: " + error.get() + ".",
                            "topic_regex",
                            "Correct it; the syntax is RE2's."));
        }
        Set<String> named = new TreeSet<>(names);
        List<MirrorTopic> topics = image.topics().values().stream()
                .filter(topic -> topic.link().equals(linkName))
                .filter(topic ->
                        named.contains(topic.topic()) || (regex != null && TopicMatching.matches(regex, topic.topic())))
                .toList();
        List<TopicProblem> unknown = named.stream()
                .filter(name -> topics.stream().noneMatch(topic -> topic.topic().equals(name)))
                .map(name -> new TopicProblem(
                        name, unknown(linkName, name, image.topics().get(name))))
                .toList();
        return new TopicSelection(topics, named, unknown);
    }

    boolean isNamed(MirrorTopic topic) {
        return named.contains(topic.topic());
    }

    private static Problem unknown(String link, String name, @Nullable MirrorTopic overAnother) {
        return new Problem(
                "unknown_topic",
                "link " + link + " has no mirror topic " + name + ".",
                "topics",
                overAnother == null
                        ? "See orbit status for the mirror topics; they go by their names at the destination."
                        : "It is one of link " + overAnother.link() + ": name that link.");
    }

    private static String link(Set<String> links, @Nullable String link) {
        if (link != null) {
            if (links.contains(link)) {
                return link;
            }
            throw new RefusedException(
                    NOT_FOUND,
                    new Problem(
                            "unknown_link",
                            "there is no link " + link + (links.isEmpty() ? "." : "; there are " + links + "."),
                            "link",
                            links.isEmpty() ? "Declare it first." : "Name one of them."));
        }
        if (links.size() == 1) {
            return links.iterator().next();
        }
        throw new RefusedException(
                BAD_REQUEST,
                new Problem(
                        links.isEmpty() ? "no_link" : "ambiguous_link",
                        links.isEmpty() ? "there is no link." : "there is more than one link: " + links + ".",
                        "link",
                        links.isEmpty() ? "Declare one first." : "Name the one that is meant."));
    }
}
