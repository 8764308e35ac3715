// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.bypass;

import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.destination.Destination;
import dev.orbit.agent.coordinator.source.SourceQueries;
import dev.orbit.agent.coordinator.source.SourceQueries.TopicEnds;
import dev.orbit.agent.declared.WatchWindow;
import dev.orbit.agent.migration.SourceEnd;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.StateRecord.Kind;
import dev.orbit.agent.state.StrayWrites;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the sources of topics that have moved, for as long as that is wanted: one that goes on gets a topic for what is
 * written there, which leaders copy it into. Only where a source goes on is more done than to ask where it ends.
 */
public final class StrayWatch implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(StrayWatch.class);

    private final StrayTopics topics;
    private final StrayFigures figures = new StrayFigures();
    private final MovedEnds ends;
    private final UnwatchedSources unwatched = new UnwatchedSources();

    /** By topic; read by others. */
    private final Map<String, Obstacle> obstacles = new ConcurrentHashMap<>();

    public StrayWatch(
            SourceQueries sources, Destination destination, long refreshNanos, Executor executor, Runnable wake) {
        this.topics = new StrayTopics(destination, executor, wake);
        this.ends = new MovedEnds(sources, refreshNanos, executor, wake);
    }

    /** Why what is written to the source of a topic is not copied; {@code sinceMs}: wall clock. */
    public record Obstacle(String link, String reason, long sinceMs) {}

    /** By topic, what keeps strays from being copied. */
    public Map<String, Obstacle> obstacles() {
        return Map.copyOf(obstacles);
    }

    /**
     * That it cannot be seen whether sources go on.
     *
     * @param topic null: several topics of the link
     * @param topics all that it is about, sorted; the message names some
     * @param message why, and what to do about it
     * @param sinceMs wall clock
     * @param lastMs wall clock
     */
    public record Unwatched(
            String link, @Nullable String topic, List<String> topics, String message, long sinceMs, long lastMs) {
        public Unwatched {
            topics = List.copyOf(topics);
        }
    }

    /** What keeps sources from being looked at. */
    public List<Unwatched> unwatched() {
        return unwatched.all();
    }

    @Override
    public List<StateRecord> decide(Situation situation) {
        Map<String, StrayWrites> recorded = situation.image().strays();
        List<StateRecord> records = new ArrayList<>();
        for (MirrorTopic topic : situation.image().topics().values()) {
            StrayWrites known = recorded.get(topic.topic());
            Optional<StrayWrites> next = WatchWindow.isOpen(situation.image(), topic, situation.nowMs())
                    ? watched(situation, topic, known)
                    : unwatched(situation, topic, known);
            next.map(StateRecord::of).ifPresent(records::add);
        }
        recorded.keySet().stream()
                .filter(name -> !isMoved(situation.image().topics().get(name)))
                .forEach(name -> records.add(StateRecord.removal(Kind.STRAYS, name)));
        ends.send();
        unwatched.roundEnded(situation.nowMs());
        topics.retain(name -> isMoved(situation.image().topics().get(name)));
        obstacles.keySet().removeIf(name -> !isMoved(situation.image().topics().get(name)));
        return records;
    }

    private static boolean isMoved(@Nullable MirrorTopic topic) {
        return topic != null && topic.migration() instanceof Migration.Complete;
    }

    private Optional<StrayWrites> watched(Situation situation, MirrorTopic topic, @Nullable StrayWrites known) {
        Optional<Answer<TopicEnds>> answer = ends.ask(situation, topic);
        answer.ifPresent(found -> unwatched.answered(topic, found));
        return known == null ? begin(situation, topic, answer) : goOn(situation, topic, known, answer);
    }

    private Optional<StrayWrites> unwatched(Situation situation, MirrorTopic topic, @Nullable StrayWrites known) {
        obstacles.remove(topic.topic());
        if (known == null || !known.isWatched()) {
            return Optional.empty();
        }
        LOG.info("topic {}: its source is not watched any more", topic.topic());
        return Optional.of(figures.latest(situation, known).ended().withWatched(false));
    }

    private Optional<StrayWrites> begin(Situation situation, MirrorTopic topic, Optional<Answer<TopicEnds>> answer) {
        List<SourceEnd> found = answer.flatMap(StrayWatch::ends).orElse(null);
        if (found == null) {
            return Optional.empty();
        }
        if (!goesOn(topic, found)) {
            obstacles.remove(topic.topic());
            return Optional.empty();
        }
        if (topics.exists(topic)) {
            obstacle(
                    situation,
                    topic,
                    "topic " + StrayWrites.strayTopic(topic.topic())
                            + " was there before, and is not Orbit's. Delete it, or move what it holds to another topic");
            return Optional.empty();
        }
        LOG.warn("topic {}: its source goes on after the migration", topic.topic());
        return Optional.of(StrayWrites.found(topic.topic(), topic.link(), found.size(), situation.nowMs()));
    }

    private static Optional<List<SourceEnd>> ends(Answer<TopicEnds> answer) {
        return Optional.ofNullable(answer.value()).map(TopicEnds::ends);
    }

    private static boolean goesOn(MirrorTopic topic, List<SourceEnd> found) {
        List<Long> finals = ((Migration.Complete) topic.migration()).finalOffsets();
        for (int partition = 0; partition < found.size(); partition++) {
            long end = partition < finals.size() ? finals.get(partition) : 0;
            if (found.get(partition).highest() > end) {
                return true;
            }
        }
        return false;
    }

    private Optional<StrayWrites> goOn(
            Situation situation, MirrorTopic topic, StrayWrites known, Optional<Answer<TopicEnds>> answer) {
        if (!known.isWatched()) {
            return Optional.of(known.withWatched(true));
        }
        StrayTopics.Outcome outcome = topics.kept(situation, known, partitions(known, answer));
        outcome.obstacle()
                .or(() -> copyError(situation, known, answer))
                .ifPresentOrElse(reason -> obstacle(situation, topic, reason), () -> obstacles.remove(topic.topic()));
        return outcome.next().or(() -> figures.next(situation, known));
    }

    /** Of a source that cannot be looked at, its leaders cannot copy: that is told once. */
    private Optional<String> copyError(Situation situation, StrayWrites known, Optional<Answer<TopicEnds>> answer) {
        boolean isUnwatched =
                answer.isPresent() && answer.flatMap(StrayWatch::ends).isEmpty();
        return isUnwatched ? Optional.empty() : figures.error(situation, known);
    }

    /** As many as the source has. */
    private static int partitions(StrayWrites known, Optional<Answer<TopicEnds>> answer) {
        return answer.flatMap(StrayWatch::ends)
                .map(found -> Math.max(found.size(), known.partitionCount()))
                .orElse(known.partitionCount());
    }

    private void obstacle(Situation situation, MirrorTopic topic, String reason) {
        Obstacle before = obstacles.get(topic.topic());
        long sinceMs = before == null ? situation.nowMs() : before.sinceMs();
        if (before == null || !before.reason().equals(reason)) {
            LOG.warn("topic {}: what is written to its source cannot be copied: {}", topic.topic(), reason);
        }
        obstacles.put(topic.topic(), new Obstacle(topic.link(), reason, sinceMs));
    }
}
