// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.duty;

import dev.orbit.agent.broker.StateTopic;
import dev.orbit.agent.coordinator.core.Inquiries;
import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.duty.SourceQueries.SourceScan;
import dev.orbit.agent.coordinator.duty.SourceQueries.SourceTopic;
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
     * What is known of one topic.
     *
     * @param clusters that its records came through before the source, the first one first; empty: it is the source's own
     * @param unknown why that is not known; null when it is
     */
    record Origin(List<String> clusters, @Nullable String unknown) {

        private static final Origin OWN = new Origin(List.of(), null);
    }

    void begin() {
        lookedUp.clear();
    }

    void end() {
        inquiries.retain(lookedUp::contains);
    }

    /** Empty: it is being asked. */
    Optional<Origin> of(Situation situation, LinkDocument link, SourceScan scan, SourceTopic topic) {
        if (scan.topics().stream().noneMatch(found -> found.name().equals(StateTopic.NAME))) {
            return Optional.of(Origin.OWN);
        }
        Key key = new Key(link.spec().name(), link.revision(), scan);
        lookedUp.add(key);
        return inquiries
                .ask(key, () -> sources.origins(link.spec()), ASK_AGAIN_NANOS, situation.nowNanos())
                .map(answer -> origin(topic, answer));
    }

    private static Origin origin(SourceTopic topic, Answer<Map<String, List<String>>> answer) {
        Map<String, List<String>> found = answer.value();
        if (found == null) {
            return new Origin(
                    List.of(),
                    "the source runs Orbit itself, and whether the topic is a copy of this cluster's own could not be"
                            + " looked up in its " + StateTopic.NAME + ": " + message(answer) + " It is tried again.");
        }
        return new Origin(found.getOrDefault(topic.name(), List.of()), null);
    }

    private static String message(Answer<?> answer) {
        Exception failure = answer.failure();
        return failure == null || failure.getMessage() == null ? String.valueOf(failure) : failure.getMessage();
    }
}
