// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.migration;

import dev.orbit.schemas.InitiateResponse;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicProblem;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.diag.DiagnosticException;
import dev.orbit.tfplugin.provider.agents.Agents;
import dev.orbit.tfplugin.provider.agents.StopSignal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the selected topics over and waits for each to be COMPLETE or to have failed. It can be repeated at any time:
 * COMPLETE topics are left alone, those under way are waited for, and the others are started (again).
 */
final class Cutover {

    private static final long POLL_MS = 500;

    /** A topic whose mapping was created a moment ago needs that long to be found and created. */
    private static final long SETTLE_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);

    /** The agents may be without a coordinator for a while, and the timeout is theirs to enforce. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Shown shown;
    private final Selection selection;
    private final Gates gates;
    private final Agents agents;
    private final StopSignal stop;
    private final Progress progress = new Progress();
    private final Map<String, String> failures = new TreeMap<>();
    private final Map<String, Integer> attemptsBefore = new HashMap<>();

    Cutover(Shown shown, Gates gates, Agents agents, StopSignal stop) {
        this.shown = shown;
        this.selection = shown.selection();
        this.gates = gates;
        this.agents = agents;
        this.stop = stop;
    }

    /**
     * Returns when all topics are COMPLETE that were shown; returns those that were not, and are left as they are.
     *
     * @throws DiagnosticException with each topic that is not, and why
     */
    SortedSet<String> run() {
        try {
            return cutOver();
        } finally {
            agents.forget();
        }
    }

    private SortedSet<String> cutOver() {
        Snapshot snapshot = awaitReady();
        if (stop.isGiven()) {
            throw new DiagnosticException(
                    Diagnostic.error("Interrupted", "The apply was interrupted; no migration was started."));
        }
        SortedSet<String> pending = shown.pending(snapshot);
        if (pending.isEmpty() && selection.known(snapshot).isEmpty()) {
            throw new DiagnosticException(nothingSelected());
        }
        initiate(snapshot, pending);
        awaitEnd(pending);
        if (!failures.isEmpty()) {
            throw new DiagnosticException(failed());
        }
        return shown.late(snapshot);
    }

    /** Waits, not for long, until every named topic is there, has its producers forwarded, and a lag to be judged by. */
    private Snapshot awaitReady() {
        long startNanos = System.nanoTime();
        Snapshot snapshot = agents.freshSnapshot();
        while (!isReady(snapshot) && System.nanoTime() - startNanos < SETTLE_NANOS_MAX && !stop.awaitMs(POLL_MS)) {
            snapshot = agents.freshSnapshot();
            progress.tell(selection.known(snapshot), selection.pending(snapshot));
        }
        return snapshot;
    }

    private boolean isReady(Snapshot snapshot) {
        List<Snapshot.Topic> known = selection.known(snapshot);
        List<String> names = known.stream().map(Snapshot.Topic::topic).toList();
        return !known.isEmpty()
                && names.containsAll(selection.topics())
                && known.stream().filter(topic -> shown.includes(topic.topic())).noneMatch(Cutover::isUnsettled);
    }

    private static boolean isUnsettled(Snapshot.Topic topic) {
        return topic.state() == MigrationState.REJECT
                || (topic.state() == MigrationState.PROXY
                        && (topic.offsetLag() == null || topic.timeLagSeconds() == null));
    }

    private void initiate(Snapshot snapshot, SortedSet<String> pending) {
        SortedSet<String> toStart = new TreeSet<>(pending);
        for (Snapshot.Topic topic : selection.known(snapshot)) {
            boolean running = topic.state() == MigrationState.MIGRATING;
            Snapshot.Attempt last = topic.lastAttempt();
            attemptsBefore.put(topic.topic(), (last == null ? 0 : last.attempt()) - (running ? 1 : 0));
            if (running) {
                toStart.remove(topic.topic());
            }
        }
        if (toStart.isEmpty()) {
            return;
        }
        InitiateResponse response = agents.initiate(gates.request(selection.link(), toStart, false));
        for (TopicProblem refused : response.errors()) {
            failures.put(refused.topic(), "not started: " + describe(refused.problem()));
        }
    }

    private void awaitEnd(SortedSet<String> pending) {
        SortedSet<String> open = new TreeSet<>(pending);
        open.removeAll(failures.keySet());
        long deadlineNanos =
                System.nanoTime() + TimeUnit.SECONDS.toNanos(gates.migrationTimeoutSeconds()) + GRACE_NANOS;
        @Nullable DiagnosticException unanswered = null;
        while (!open.isEmpty()) {
            try {
                settle(open, agents.freshSnapshot());
                unanswered = null;
            } catch (DiagnosticException e) {
                if (unanswered == null) {
                    progress.unseen("the agents do not answer: " + e.getMessage());
                }
                unanswered = e;
            }
            if (!open.isEmpty() && stop.awaitMs(POLL_MS)) {
                open.forEach(topic -> failures.put(
                        topic,
                        "left while MIGRATING: the apply was interrupted. The agents go" + " on; orbit abort --topic "
                                + topic + " rolls it back"));
                return;
            }
            if (System.nanoTime() - deadlineNanos > 0) {
                String why = unanswered == null
                        ? "still MIGRATING a minute after its timeout"
                        : "unknown: the agents do not answer (" + unanswered.getMessage() + ")";
                open.forEach(topic -> failures.put(topic, why));
                return;
            }
        }
    }

    /** Takes out the topics that are COMPLETE, whose attempt has ended otherwise, or that are no mirrors any more. */
    private void settle(SortedSet<String> open, Snapshot snapshot) {
        List<Snapshot.Topic> known = selection.known(snapshot);
        SortedSet<String> gone = new TreeSet<>(open);
        known.forEach(topic -> gone.remove(topic.topic()));
        open.removeAll(gone);
        gone.forEach(topic -> failures.put(
                topic, "not mirrored any more: its mapping, its link or the topic itself was removed meanwhile"));
        for (Snapshot.Topic topic : known) {
            if (topic.state() == MigrationState.COMPLETE) {
                if (open.remove(topic.topic())) {
                    progress.ended(topic.topic(), "COMPLETE");
                }
            } else if (topic.state() != MigrationState.MIGRATING
                    && hasNewAttempt(topic)
                    && open.remove(topic.topic())) {
                failures.put(topic.topic(), "rolled back to " + topic.state() + ", " + ending(topic.lastAttempt()));
            }
        }
        progress.tell(known, open);
    }

    private boolean hasNewAttempt(Snapshot.Topic topic) {
        Snapshot.Attempt last = topic.lastAttempt();
        return last != null && last.attempt() > attemptsBefore.getOrDefault(topic.topic(), 0);
    }

    private static String ending(Snapshot.@Nullable Attempt attempt) {
        if (attempt == null) {
            return "for no known reason";
        }
        String outcome = attempt.outcome().replace('_', ' ');
        return attempt.reason() == null ? outcome : outcome + ": " + attempt.reason();
    }

    static String describe(Problem problem) {
        return problem.message() + " " + problem.remedy();
    }

    private Diagnostic nothingSelected() {
        return Diagnostic.error(
                "No topic to migrate",
                selection + " selects no topic that link \"" + selection.link()
                        + "\" mirrors. Create the topic mapping first, or correct topics and topic_regex: they are names"
                        + " at the destination.");
    }

    private Diagnostic failed() {
        String lines = failures.entrySet().stream()
                .map(failure -> failure.getKey() + ": " + failure.getValue())
                .collect(Collectors.joining("\n"));
        return Diagnostic.error(
                failures.size() == 1 ? "1 topic is not migrated" : failures.size() + " topics are not migrated",
                lines + "\n\nTopics that are COMPLETE stay so. Another terraform apply takes up only these.");
    }
}
