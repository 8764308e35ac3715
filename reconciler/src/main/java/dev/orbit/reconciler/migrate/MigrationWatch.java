// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.migrate;

import dev.orbit.reconciler.migrate.TopicProgress.Outcome;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Snapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges how migrations fare. It knows the attempts there had been before they were initiated, or an earlier attempt
 * that was rolled back would be taken for this one.
 */
public final class MigrationWatch {

    private static final String RUNNING = "running";

    private final Map<String, Integer> attemptsBefore = new HashMap<>();

    /** Starts from what was there before the migrations were initiated. */
    public MigrationWatch(Snapshot before) {
        before.topics().forEach(topic -> attemptsBefore.put(topic.topic(), attempt(topic)));
    }

    private static int attempt(Snapshot.Topic topic) {
        return topic.lastAttempt() == null ? 0 : topic.lastAttempt().attempt();
    }

    /** How each of the topics fares now, in their order. */
    public List<TopicProgress> progress(List<String> topics, Snapshot now) {
        Map<String, Snapshot.Topic> byName = new HashMap<>();
        now.topics().forEach(topic -> byName.put(topic.topic(), topic));
        return topics.stream().map(name -> progress(name, byName.get(name))).toList();
    }

    private TopicProgress progress(String name, Snapshot.@Nullable Topic topic) {
        if (topic == null) {
            return new TopicProgress(name, Outcome.GONE, null, null, "it is no longer a mirror topic");
        }
        Outcome outcome = outcome(topic);
        String reason = outcome == Outcome.ROLLED_BACK ? reason(topic.lastAttempt()) : null;
        return new TopicProgress(name, outcome, topic.offsetLag(), topic.timeLagSeconds(), reason);
    }

    private Outcome outcome(Snapshot.Topic topic) {
        if (topic.state() == MigrationState.COMPLETE) {
            return Outcome.COMPLETE;
        }
        Snapshot.Attempt last = topic.lastAttempt();
        boolean ended = last != null
                && last.attempt() > attemptsBefore.getOrDefault(topic.topic(), 0)
                && !last.outcome().equals(RUNNING);
        return ended && topic.state() != MigrationState.MIGRATING ? Outcome.ROLLED_BACK : Outcome.RUNNING;
    }

    private static String reason(Snapshot.@Nullable Attempt attempt) {
        if (attempt == null) {
            return "no reason was recorded";
        }
        String outcome = attempt.outcome().replace('_', ' ');
        return attempt.reason() == null ? outcome : outcome + ": " + attempt.reason();
    }
}
