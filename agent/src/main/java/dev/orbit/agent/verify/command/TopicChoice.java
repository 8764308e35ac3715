// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify.command;

import dev.orbit.schemas.FirstFew;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMatching;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which mirror topics are to be compared. Pure.
 *
 * @param link null: the only one
 * @param topics names at the destination
 * @param topicRegex RE2, matches whole names; null: none
 * @param proofOnly only topics that are COMPLETE can be chosen
 */
record TopicChoice(
        @Nullable String link,
        List<String> topics,
        @Nullable String topicRegex,
        boolean proofOnly) {

    private static final int NAMES_SHOWN_MAX = 20;

    TopicChoice {
        topics = List.copyOf(topics);
    }

    /** The name of the link whose topics are compared: it need not be declared any more where only proofs are. */
    String link(Snapshot snapshot) {
        List<String> declared =
                snapshot.links().stream().map(found -> found.spec().name()).toList();
        List<String> names = proofOnly ? withCompleteTopics(snapshot) : declared;
        if (names.isEmpty()) {
            throw proofOnly
                    ? VerifyException.of(
                            "not_complete",
                            "No mirror topic is COMPLETE: nothing is recorded of them.",
                            "Verify them without --proof-only, against their source.")
                    : VerifyException.of(
                            "no_link",
                            "The agents have no link.",
                            "Declare one first: orbit plan FILE, orbit apply FILE. COMPLETE topics whose link was"
                                    + " deleted can be verified with --proof-only.");
        }
        if (link == null && names.size() > 1) {
            throw VerifyException.of(
                    "ambiguous_link",
                    "There are " + names.size() + " links: " + shown(names) + ".",
                    "Say which with --link NAME; one source is read at a time.");
        }
        if (link == null || names.contains(link) || (proofOnly && declared.contains(link))) {
            return link == null ? names.get(0) : link;
        }
        throw VerifyException.of(
                "unknown_link", "There is no link \"" + link + "\".", "There is: " + shown(names) + ".");
    }

    private static List<String> withCompleteTopics(Snapshot snapshot) {
        return snapshot.topics().stream()
                .filter(topic -> topic.completion() != null)
                .map(Snapshot.Topic::link)
                .distinct()
                .sorted()
                .toList();
    }

    /** The chosen mirror topics of the link, by name; at least one. */
    List<Snapshot.Topic> topics(Snapshot snapshot, String linkName) {
        checkRegex();
        List<Snapshot.Topic> all = snapshot.topics().stream()
                .filter(topic -> topic.link().equals(linkName))
                .sorted(Comparator.comparing(Snapshot.Topic::topic))
                .toList();
        List<String> names = all.stream().map(Snapshot.Topic::topic).toList();
        String existing =
                names.isEmpty() ? "The link has no mirror topic yet." : "Its mirror topics are: " + shown(names) + ".";
        List<String> unknown =
                topics.stream().distinct().filter(name -> !names.contains(name)).toList();
        if (!unknown.isEmpty()) {
            throw VerifyException.of(
                    "unknown_topic",
                    "The link \"" + linkName + "\" has no mirror topic " + shown(unknown) + ".",
                    existing + " Give names at the destination.");
        }
        List<Snapshot.Topic> chosen =
                all.stream().filter(topic -> isChosen(topic.topic())).toList();
        if (chosen.isEmpty()) {
            throw VerifyException.of(
                    "no_topic",
                    topicRegex == null
                            ? "The link \"" + linkName + "\" has nothing to compare."
                            : "No mirror topic of the link \"" + linkName + "\" matches " + topicRegex + ".",
                    existing + (topicRegex == null ? "" : " The regex must match the whole name."));
        }
        return proofOnly ? complete(chosen, linkName) : chosen;
    }

    /** What was named must be; of what was not, those count that are. */
    private List<Snapshot.Topic> complete(List<Snapshot.Topic> chosen, String linkName) {
        List<String> named = chosen.stream()
                .filter(topic -> topic.completion() == null && topics.contains(topic.topic()))
                .map(topic -> topic.topic() + " (" + topic.state() + ")")
                .toList();
        List<Snapshot.Topic> complete =
                chosen.stream().filter(topic -> topic.completion() != null).toList();
        if (!named.isEmpty() || complete.isEmpty()) {
            throw VerifyException.of(
                    "not_complete",
                    named.isEmpty()
                            ? "No chosen mirror topic of the link \"" + linkName
                                    + "\" is COMPLETE: nothing is recorded of them."
                            : "Nothing is recorded of topics that are not COMPLETE: " + shown(named) + ".",
                    "Verify them without --proof-only, against their source.");
        }
        return complete;
    }

    private void checkRegex() {
        if (topicRegex != null) {
            TopicMatching.regexError(topicRegex).ifPresent(error -> {
                throw VerifyException.of(
                        "invalid_regex",
                        "--topic-regex " + topicRegex + " is no RE2 regex: " + error + ".",
                        "Mend it; it must match whole names.");
            });
        }
    }

    private boolean isChosen(String topic) {
        boolean isAll = topics.isEmpty() && topicRegex == null;
        return isAll || topics.contains(topic) || (topicRegex != null && TopicMatching.matches(topicRegex, topic));
    }

    private static String shown(List<String> names) {
        return FirstFew.of(names, ", ", NAMES_SHOWN_MAX);
    }
}
