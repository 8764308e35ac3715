// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.duty;

import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Inquiries;
import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.duty.SourceQueries.SourceTopicId;
import dev.orbit.agent.coordinator.duty.SourceQueries.TopicEnds;
import dev.orbit.agent.migration.SourceEnd;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.StateRecord.Kind;
import dev.orbit.agent.state.StrayWrites;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the sources of topics that have moved, for as long as that is wanted: one that goes on gets a topic for what is
 * written there, which leaders copy it into. Only where a source goes on is more done than to ask where it ends, and one
 * is asked after the other.
 */
public final class StrayWatch implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(StrayWatch.class);

    private final SourceQueries sources;
    private final StrayTopics topics;
    private final StrayFigures figures = new StrayFigures();
    private final long refreshNanos;
    private final Inquiries<String, List<SourceEnd>> ends;

    /** By topic; read by others. */
    private final Map<String, Obstacle> obstacles = new ConcurrentHashMap<>();

    /** By topic, why its source could not be looked at the last time; empty: it could. */
    private final Map<String, String> failures = new HashMap<>();

    public StrayWatch(
            SourceQueries sources, Destination destination, long refreshNanos, Executor executor, Runnable wake) {
        this.sources = sources;
        this.topics = new StrayTopics(destination, executor, wake);
        this.refreshNanos = refreshNanos;
        this.ends = new Inquiries<>(executor, wake);
    }

    /** Why what is written to the source of a topic is not copied; {@code sinceMs}: wall clock. */
    public record Obstacle(String link, String reason, long sinceMs) {}

    /** By topic, what keeps strays from being copied. */
    public Map<String, Obstacle> obstacles() {
        return Map.copyOf(obstacles);
    }

    @Override
    public List<StateRecord> decide(Situation situation) {
        Map<String, StrayWrites> recorded = situation.image().strays();
        List<StateRecord> records = new ArrayList<>();
        boolean mayAsk = !ends.isUnderWay(any -> true);
        for (MirrorTopic topic : situation.image().topics().values()) {
            StrayWrites known = recorded.get(topic.topic());
            if (WatchWindow.isOpen(situation, topic)) {
                mayAsk &= !ask(situation, topic, mayAsk);
                Optional<StrayWrites> next = known == null ? begin(situation, topic) : goOn(situation, topic, known);
                next.map(StateRecord::of).ifPresent(records::add);
            } else if (known != null && known.isWatched()) {
                LOG.info("topic {}: its source is not watched any more", topic.topic());
                records.add(
                        StateRecord.of(figures.latest(situation, known).ended().withWatched(false)));
            }
        }
        recorded.keySet().stream()
                .filter(name -> !isMoved(situation.image().topics().get(name)))
                .forEach(name -> records.add(StateRecord.removal(Kind.STRAYS, name)));
        ends.retain(name -> isMoved(situation.image().topics().get(name)));
        topics.retain(name -> isMoved(situation.image().topics().get(name)));
        failures.keySet().removeIf(name -> !isMoved(situation.image().topics().get(name)));
        obstacles.keySet().removeIf(name -> !isMoved(situation.image().topics().get(name)));
        return records;
    }

    private static boolean isMoved(@Nullable MirrorTopic topic) {
        return topic != null && topic.migration() instanceof Migration.Complete;
    }

    /** Whether it is asked now. */
    private boolean ask(Situation situation, MirrorTopic topic, boolean mayAsk) {
        LinkDocument link = situation.image().links().get(topic.link());
        boolean isDue = ends.known(topic.topic())
                .filter(answer -> situation.nowNanos() - answer.answeredNanos() <= refreshNanos)
                .isEmpty();
        if (link != null && !link.spec().isPaused() && mayAsk && isDue) {
            ends.ask(topic.topic(), () -> endsNow(link, topic), refreshNanos, situation.nowNanos());
            return true;
        }
        return false;
    }

    private List<SourceEnd> endsNow(LinkDocument link, MirrorTopic topic) throws SourceFailure {
        SourceTopicId source = new SourceTopicId(topic.sourceTopic(), topic.sourceTopicId());
        TopicEnds found =
                Objects.requireNonNull(sources.ends(link.spec(), Set.of(source)).get(source));
        SourceFailure failure = found.failure();
        if (failure != null) {
            throw failure;
        }
        return Objects.requireNonNull(found.ends());
    }

    private Optional<StrayWrites> begin(Situation situation, MirrorTopic topic) {
        tellOfFailure(topic);
        List<SourceEnd> found = ends.known(topic.topic()).map(Answer::value).orElse(null);
        if (found == null || !goesOn(topic, found)) {
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

    /** Once: a source is switched off some day, and then there is nothing to look at. */
    private void tellOfFailure(MirrorTopic topic) {
        Optional<Answer<List<SourceEnd>>> answer = ends.known(topic.topic());
        if (answer.isPresent()) {
            String why = answer.flatMap(Answer::reason).orElse("");
            if (!why.equals(failures.put(topic.topic(), why)) && !why.isEmpty()) {
                LOG.warn("topic {}: nobody can say whether its source goes on: {}", topic.topic(), why);
            }
        }
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

    private Optional<StrayWrites> goOn(Situation situation, MirrorTopic topic, StrayWrites known) {
        if (!known.isWatched()) {
            return Optional.of(known.withWatched(true));
        }
        StrayTopics.Outcome outcome = topics.kept(situation, known, partitions(topic, known));
        outcome.obstacle()
                .or(() -> figures.error(situation, known))
                .ifPresentOrElse(reason -> obstacle(situation, topic, reason), () -> obstacles.remove(topic.topic()));
        return outcome.next().or(() -> figures.next(situation, known));
    }

    /** As many as the source has. */
    private int partitions(MirrorTopic topic, StrayWrites known) {
        return ends.known(topic.topic())
                .map(Answer::value)
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
