// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.topic;

import dev.orbit.agent.broker.state.StateTopic;
import dev.orbit.agent.coordinator.core.Inquiries;
import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.source.SourceQueries;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceScan;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceTopic;
import dev.orbit.agent.state.LinkDocument;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Where a source's topics come from, when it runs Orbit itself. It records a mirror topic before it creates it: whoever has
 * seen the topic finds it in the state.
 */
final class Origins {

    /** A mirror that the source has completed since is the source's own within this time. */
    private static final long ASK_AGAIN_NANOS = 60_000_000_000L;

    private final SourceQueries sources;
    private final Inquiries<Key, Map<String, List<String>>> inquiries;
    /** What the present situation calls for. */
    private final Set<Key> lookedUp = new HashSet<>();

    Origins(SourceQueries sources, Executor executor, Runnable wake) {
        this.sources = sources;
        this.inquiries = new Inquiries<>(executor, wake);
    }

    /** A scan with another topic in it asks anew: only then that topic is sure to be found. */
    private record Key(String link, long revision, SourceScan scan) {}

    /**
     * What is known of a source's topics.
     *
     * @param clusters by topic, those that its records came through before the source, the first one first
     * @param unknown why that is not known; null when it is
     */
    record Known(
            Map<String, List<String>> clusters, @Nullable String unknown) {

        private static final Known ALL_OWN = new Known(Map.of(), null);

        /** Empty: the topic is the source's own. */
        List<String> of(SourceTopic topic) {
            return clusters.getOrDefault(topic.name(), List.of());
        }
    }

    void begin() {
        lookedUp.clear();
    }

    void end() {
        inquiries.retain(lookedUp::contains);
    }

    /** Of all topics in a scan; empty: it is being asked. */
    Optional<Known> of(Situation situation, LinkDocument link, SourceScan scan) {
        if (scan.topics().stream().noneMatch(topic -> topic.name().equals(StateTopic.NAME))) {
            return Optional.of(Known.ALL_OWN);
        }
        Key key = new Key(link.spec().name(), link.revision(), scan);
        lookedUp.add(key);
        return inquiries
                .ask(key, () -> sources.origins(link.spec()), ASK_AGAIN_NANOS, situation.nowNanos())
                .map(Origins::known);
    }

    private static Known known(Answer<Map<String, List<String>>> answer) {
        Map<String, List<String>> found = answer.value();
        return found != null
                ? new Known(found, null)
                : new Known(
                        Map.of(),
                        "the source runs Orbit itself, and whether the topic is a copy of this cluster's own could not be"
                                + " looked up in its " + StateTopic.NAME + ": "
                                + answer.reason().orElse("") + " It is tried again.");
    }
}
