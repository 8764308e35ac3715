// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.acl;

import dev.orbit.agent.state.AclPattern;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The names of mirror topics on both sides, and what one link has to do with each. */
public final class MirrorNames {

    /** As long as nothing is known. */
    public static final MirrorNames NONE = new MirrorNames("", List.of());

    private final String link;

    /** Of all links, by their names at the destination. */
    private final NavigableMap<String, Mirror> mirrors = new TreeMap<>();

    /** Those that the link sees to, by their names at the source. */
    private final NavigableMap<String, Mirror> own = new TreeMap<>();

    private final boolean hasComplete;

    /** What a topic is to the link. */
    private enum Standing {
        /** About to be created. */
        EXPECTED,
        MANAGED,
        COMPLETE,
        /** The link does not see to it any more, or never did. */
        OTHER
    }

    private record Mirror(String link, String sourceTopic, String topic, Standing standing) {
        boolean isOwn() {
            return standing == Standing.MANAGED || standing == Standing.EXPECTED;
        }
    }

    /** As one link sees all mirror topics. */
    public MirrorNames(String link, Collection<MirrorTopic> topics) {
        this.link = link;
        for (MirrorTopic topic : topics) {
            Mirror mirror = new Mirror(topic.link(), topic.sourceTopic(), topic.topic(), standing(link, topic));
            mirrors.put(mirror.topic(), mirror);
            if (mirror.isOwn()) {
                own.put(mirror.sourceTopic(), mirror);
            }
        }
        hasComplete = mirrors.values().stream().anyMatch(mirror -> mirror.standing() == Standing.COMPLETE);
    }

    private static Standing standing(String link, MirrorTopic topic) {
        if (!topic.link().equals(link)) {
            return Standing.OTHER;
        }
        if (topic.migration() instanceof Migration.Complete) {
            return Standing.COMPLETE;
        }
        if (topic.mapping() == null) {
            return Standing.OTHER;
        }
        if (topic.created()) {
            return Standing.MANAGED;
        }
        return topic.failure() == null ? Standing.EXPECTED : Standing.OTHER;
    }

    /** Whether nothing is different. */
    public boolean isSame(MirrorNames other) {
        return this == other || mirrors.equals(other.mirrors);
    }

    /** Whether the link sees to this topic of the destination. */
    public boolean knows(String topic) {
        Mirror mirror = mirrors.get(topic);
        return mirror != null && mirror.isOwn();
    }

    /** Whether the link sees to any topic. */
    boolean isEmpty() {
        return own.isEmpty();
    }

    /** Whether a topic of the link has migrated. */
    boolean hasComplete() {
        return hasComplete;
    }

    /** The names at the destination of the link's topics that a pattern covers at the source. */
    List<String> coveredAtSource(AclPattern pattern) {
        return covered(own, pattern).map(Mirror::topic).toList();
    }

    /** Whether the topic is there. */
    boolean isCreated(String topic) {
        Mirror mirror = mirrors.get(topic);
        return mirror != null && mirror.standing() != Standing.EXPECTED;
    }

    /** Whether a pattern covers one of the link's topics at the destination. */
    boolean coversOwn(AclPattern pattern) {
        return covered(mirrors, pattern).anyMatch(Mirror::isOwn);
    }

    /** Whether of the mirror topics that a pattern covers at the destination none is the link's any more, and some were. */
    boolean coversPassedOn(AclPattern pattern) {
        return !coversOwn(pattern)
                && covered(mirrors, pattern)
                        .anyMatch(mirror -> mirror.standing() == Standing.COMPLETE
                                || !mirror.link().equals(link));
    }

    /** The names of topics of the link that a pattern covers at the destination and that have migrated. */
    Stream<String> complete(AclPattern pattern) {
        return covered(mirrors, pattern)
                .filter(mirror -> mirror.standing() == Standing.COMPLETE)
                .map(Mirror::topic);
    }

    /** Whether every mirror topic that the pattern covers at the destination is one that it covers at the link's source. */
    boolean meansTheSame(AclPattern pattern) {
        return covered(mirrors, pattern)
                .allMatch(mirror -> mirror.link().equals(link) && pattern.covers(mirror.sourceTopic()));
    }

    private static Stream<Mirror> covered(NavigableMap<String, Mirror> mirrors, AclPattern pattern) {
        if (pattern.isAll()) {
            return mirrors.values().stream();
        }
        if (pattern.isOne()) {
            return Stream.ofNullable(mirrors.get(pattern.name()));
        }
        return mirrors.tailMap(pattern.name(), true).entrySet().stream()
                .takeWhile(mirror -> pattern.covers(mirror.getKey()))
                .map(mirror -> mirror.getValue());
    }
}
