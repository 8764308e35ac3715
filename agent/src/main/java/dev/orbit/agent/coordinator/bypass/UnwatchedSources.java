// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.bypass;

import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.source.SourceFailure;
import dev.orbit.agent.coordinator.source.SourceQueries.TopicEnds;
import dev.orbit.agent.source.connect.SourceException;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.schemas.FirstFew;
import dev.orbit.schemas.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why nobody can say whether the sources of topics that have moved go on. A source is switched off some day, and then all
 * its topics have one reason: that is told once for a link. That another topic has the name now is told of each.
 */
final class UnwatchedSources {

    private static final Logger LOG = LoggerFactory.getLogger(UnwatchedSources.class);

    private static final int NAMED_MAX = 10;

    /** The source says that it has no such topic: nobody can write there. */
    private static final String DELETED = SourceException.Reason.NOT_FOUND.code();

    private static final String MADE_ANEW = SourceException.Reason.MADE_ANEW.code();

    private Map<Cause, Found> round = new HashMap<>();

    /** Wall clock. */
    private Map<Cause, Long> sinceMs = Map.of();

    /** Read by others. */
    private volatile List<StrayWatch.Unwatched> unwatched = List.of();

    /**
     * What is told once.
     *
     * @param topic null: of all topics of the link that have this reason
     */
    private record Cause(String link, @Nullable String topic, String code) {}

    private record Found(String reason, List<String> topics) {}

    List<StrayWatch.Unwatched> all() {
        return unwatched;
    }

    /** Takes in what was answered of a topic. */
    void answered(MirrorTopic topic, Answer<TopicEnds> answer) {
        TopicEnds found = answer.value();
        Exception failure = found == null ? answer.failure() : found.failure();
        if (failure == null) {
            return;
        }
        String code = code(failure);
        if (!code.equals(DELETED)) {
            String reason = failure.getMessage() == null ? failure.toString() : failure.getMessage();
            Cause cause = new Cause(topic.link(), code.equals(MADE_ANEW) ? topic.topic() : null, code);
            round.computeIfAbsent(cause, unused -> new Found(reason, new ArrayList<>()))
                    .topics()
                    .add(topic.topic());
        }
    }

    private static String code(Exception failure) {
        return failure instanceof SourceFailure of
                ? of.problems().stream().map(Problem::code).findFirst().orElse("")
                : "";
    }

    /** All watched topics were looked through. */
    void roundEnded(long nowMs) {
        Map<Cause, Long> since = new HashMap<>();
        round.forEach((cause, found) -> {
            Long before = sinceMs.get(cause);
            since.put(cause, before == null ? nowMs : before);
            if (before == null) {
                LOG.warn("link {}: {}", cause.link(), message(cause, found));
            }
        });
        unwatched = round.entrySet().stream()
                .map(entry ->
                        unwatched(entry.getKey(), entry.getValue(), since.getOrDefault(entry.getKey(), nowMs), nowMs))
                .sorted(Comparator.comparing(StrayWatch.Unwatched::link).thenComparing(StrayWatch.Unwatched::message))
                .toList();
        sinceMs = since;
        round = new HashMap<>();
    }

    private static StrayWatch.Unwatched unwatched(Cause cause, Found found, long sinceMs, long nowMs) {
        List<String> topics = found.topics().stream().sorted().toList();
        String only = topics.size() == 1 ? topics.get(0) : null;
        return new StrayWatch.Unwatched(cause.link(), only, topics, message(cause, found), sinceMs, nowMs);
    }

    private static String message(Cause cause, Found found) {
        if (cause.topic() != null) {
            return "The source of topic " + cause.topic()
                    + ", which has moved, is another topic now, and what is written"
                    + " there is not copied: " + found.reason() + " A producer that still points at the source may have"
                    + " had it made. Point every producer at the agents, take over what was written there, and delete it.";
        }
        return "It cannot be seen whether somebody still writes to the source of " + named(found.topics()) + ": "
                + found.reason() + " If the source was switched off for good, nothing is to be done: the watch ends by"
                + " itself, source_watch_seconds after each cutover. To end it now, set source_watch_seconds of"
                + " auto_migration to 0.";
    }

    private static String named(List<String> topics) {
        if (topics.size() == 1) {
            return "topic " + topics.get(0) + ", which has moved";
        }
        List<String> sorted = topics.stream().sorted().toList();
        return sorted.size() + " topics that have moved (" + FirstFew.of(sorted, ", ", NAMED_MAX) + ")";
    }
}
