// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.bypass;

import dev.orbit.agent.coordinator.core.BatchedInquiries;
import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.source.SourceFailure;
import dev.orbit.agent.coordinator.source.SourceQueries;
import dev.orbit.agent.coordinator.source.SourceQueries.EndsFor;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceTopicId;
import dev.orbit.agent.coordinator.source.SourceQueries.TopicEnds;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.schemas.LinkSpec;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Where the sources of topics that have moved end. All that is due of one link is one question, so that neither many topics
 * nor another link's silent source keep one from being asked. Used by the coordinator's thread alone.
 */
final class MovedEnds {

    private final SourceQueries sources;
    private final long refreshNanos;
    private final BatchedInquiries<LinkSpec, Key, TopicEnds> ends;
    private final Set<Key> wanted = new HashSet<>();

    MovedEnds(SourceQueries sources, long refreshNanos, Executor executor, Runnable wake) {
        this.sources = sources;
        this.refreshNanos = refreshNanos;
        this.ends = new BatchedInquiries<>(this::askEnds, executor, wake);
    }

    /** What another source, or another topic of that name, said tells nothing. */
    private record Key(LinkSpec link, String topic, SourceTopicId source) {}

    /**
     * The newest answer, and has it asked anew when it is old. Its failure is that of the source as a whole; the topic's own
     * is in its value. Empty: there is none yet, or the link is paused.
     */
    Optional<Answer<TopicEnds>> ask(Situation situation, MirrorTopic topic) {
        LinkDocument link = situation.image().links().get(topic.link());
        if (link == null || link.spec().isPaused()) {
            return Optional.empty();
        }
        SourceTopicId source = new SourceTopicId(topic.sourceTopic(), topic.sourceTopicId());
        Key key = new Key(link.spec(), topic.topic(), source);
        wanted.add(key);
        return ends.ask(link.spec(), key, refreshNanos, situation.nowNanos());
    }

    /** Has asked what {@link #ask} wanted to know since the last time, and drops what it did not. */
    void send() {
        ends.retain(wanted::contains);
        wanted.clear();
        ends.send();
    }

    private Map<Key, Answer<TopicEnds>> askEnds(LinkSpec link, Set<Key> keys) throws SourceFailure {
        Map<SourceTopicId, TopicEnds> found = sources.ends(
                link, EndsFor.WATCHES, keys.stream().map(Key::source).collect(Collectors.toSet()));
        long nowNanos = System.nanoTime();
        return keys.stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        key -> new Answer<>(Objects.requireNonNull(found.get(key.source())), null, nowNanos)));
    }
}
