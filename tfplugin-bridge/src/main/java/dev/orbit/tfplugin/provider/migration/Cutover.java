// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.migration;

import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.InitiateResponse;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicProblem;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.diag.DiagnosticException;
import dev.orbit.tfplugin.provider.agents.Agents;
import dev.orbit.tfplugin.provider.agents.RefusedException;
import dev.orbit.tfplugin.provider.agents.StopSignal;
import dev.orbit.tfplugin.provider.agents.TopicNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
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

    /** What somebody else has done meanwhile, or a request of this apply whose answer was lost. */
    private static final Set<String> BEGUN = Set.of("already_migrating", "already_complete");

    private final Shown shown;
    private final Selection selection;
    private final Gates gates;
    private final Agents agents;
    private final StopSignal stop;
    private final LongSupplier nanoClock;
    private final Progress progress = new Progress();
    private final Map<String, String> failures = new TreeMap<>();
    private final Map<String, Integer> attemptsBefore = new HashMap<>();

    /** Topics in attempts that were under way already: how long those may take is not known here. */
    private final Set<String> foundUnderWay = new HashSet<>();

    /** Those among the failures that are no mirrors any more. */
    private final Set<String> gone = new HashSet<>();

    Cutover(Shown shown, Gates gates, Agents agents, StopSignal stop) {
        this(shown, gates, agents, stop, System::nanoTime);
    }

    Cutover(Shown shown, Gates gates, Agents agents, StopSignal stop, LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
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
        long startNanos = nanoClock.getAsLong();
        Snapshot snapshot = look();
        while (!isReady(snapshot) && nanoClock.getAsLong() - startNanos < SETTLE_NANOS_MAX && !stop.awaitMs(POLL_MS)) {
            snapshot = look();
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

    /** What the agents know now. They are asked again while they do not answer: they may be electing a coordinator. */
    private Snapshot look() {
        long startNanos = nanoClock.getAsLong();
        while (true) {
            try {
                return agents.freshSnapshot();
            } catch (RefusedException refused) {
                throw refused;
            } catch (DiagnosticException unanswered) {
                bear(unanswered, startNanos);
            }
        }
    }

    /** Waits a moment, and throws what was not answered once nobody is to wait any more. */
    private void bear(DiagnosticException unanswered, long sinceNanos) {
        progress.unseen(unanswered.getMessage());
        if (nanoClock.getAsLong() - sinceNanos > GRACE_NANOS || stop.awaitMs(POLL_MS)) {
            throw unanswered;
        }
    }

    private void initiate(Snapshot snapshot, SortedSet<String> pending) {
        SortedSet<String> toStart = new TreeSet<>(pending);
        for (Snapshot.Topic topic : selection.known(snapshot)) {
            boolean running = topic.state() == MigrationState.MIGRATING;
            Snapshot.Attempt last = topic.lastAttempt();
            attemptsBefore.put(topic.topic(), (last == null ? 0 : last.attempt()) - (running ? 1 : 0));
            if (running) {
                foundUnderWay.add(topic.topic());
                toStart.remove(topic.topic());
            }
        }
        long startNanos = nanoClock.getAsLong();
        while (!toStart.isEmpty()) {
            try {
                start(toStart);
                return;
            } catch (RefusedException refused) {
                throw refused;
            } catch (DiagnosticException unanswered) {
                withoutBegun(toStart, unanswered, startNanos);
            }
        }
    }

    private void start(SortedSet<String> topics) {
        InitiateResponse response = agents.initiate(gates.request(selection.link(), topics, false));
        for (TopicProblem refused : response.errors()) {
            if (BEGUN.contains(refused.problem().code())) {
                foundUnderWay.add(refused.topic());
            } else {
                failures.put(refused.topic(), "not started: " + describe(refused.problem()));
            }
        }
    }

    /** An answer may be lost on its way: what was started all the same is to be waited for, and not to be started again. */
    private void withoutBegun(SortedSet<String> toStart, DiagnosticException unanswered, long sinceNanos) {
        try {
            bear(unanswered, sinceNanos);
            selection.known(look()).stream()
                    .filter(topic -> topic.state() == MigrationState.COMPLETE || hasNewAttempt(topic))
                    .forEach(topic -> toStart.remove(topic.topic()));
        } catch (DiagnosticException e) {
            List<Diagnostic> told = new ArrayList<>();
            told.add(Diagnostic.error(
                    "Migrations may be under way",
                    "Whether this was started is not known: " + TopicNames.list(toStart)
                            + ". If it was, it goes on in the cluster: another terraform apply waits for it, orbit abort"
                            + " rolls it back."));
            told.addAll(e.diagnostics());
            throw new DiagnosticException(told);
        }
    }

    private void awaitEnd(SortedSet<String> pending) {
        SortedSet<String> open = new TreeSet<>(pending);
        open.removeAll(failures.keySet());
        long startNanos = nanoClock.getAsLong();
        @Nullable DiagnosticException unanswered = null;
        while (!open.isEmpty()) {
            try {
                settle(open, agents.freshSnapshot());
                unanswered = null;
            } catch (DiagnosticException e) {
                if (unanswered == null) {
                    progress.unseen(e.getMessage());
                }
                unanswered = e;
            }
            if (!open.isEmpty() && stop.awaitMs(POLL_MS)) {
                open.forEach(topic -> failures.put(
                        topic,
                        "left while MIGRATING: the apply was interrupted. The agents go on; orbit abort --topic "
                                + topic + " rolls it back"));
                return;
            }
            giveUpOverdue(open, nanoClock.getAsLong() - startNanos, unanswered);
        }
    }

    private void giveUpOverdue(SortedSet<String> open, long elapsedNanos, @Nullable DiagnosticException unanswered) {
        for (String topic : List.copyOf(open)) {
            boolean isFound = foundUnderWay.contains(topic);
            int seconds = isFound
                    ? Math.max(gates.migrationTimeoutSeconds(), InitiateRequest.MIGRATION_TIMEOUT_SECONDS_DEFAULT)
                    : gates.migrationTimeoutSeconds();
            if (elapsedNanos > TimeUnit.SECONDS.toNanos(seconds) + GRACE_NANOS) {
                open.remove(topic);
                String overdue = isFound
                        ? "still MIGRATING, in an attempt that was under way already and has a timeout of its own"
                        : "still MIGRATING a minute after its timeout";
                failures.put(
                        topic,
                        unanswered == null
                                ? overdue
                                : "unknown: the agents do not answer (" + unanswered.getMessage() + ")");
            }
        }
    }

    /** Takes out the topics that are COMPLETE, whose attempt has ended otherwise, or that are no mirrors any more. */
    private void settle(SortedSet<String> open, Snapshot snapshot) {
        List<Snapshot.Topic> known = selection.known(snapshot);
        SortedSet<String> missing = new TreeSet<>(open);
        known.forEach(topic -> missing.remove(topic.topic()));
        open.removeAll(missing);
        gone.addAll(missing);
        missing.forEach(topic -> failures.put(
                topic,
                "not mirrored any more: its mapping, its link or the topic itself was removed meanwhile. Have it mirrored"
                        + " again before another apply, or select it no more"));
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
                lines + "\n\nTopics that are COMPLETE stay so." + another());
    }

    /** Another apply mends nothing where there is no mirror any more. */
    private String another() {
        SortedSet<String> rest = new TreeSet<>(failures.keySet());
        rest.removeAll(gone);
        return rest.isEmpty()
                ? ""
                : " Another terraform apply takes up only "
                        + (gone.isEmpty() ? "these." : "these: " + TopicNames.list(rest) + ".");
    }
}
