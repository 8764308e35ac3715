// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.reconciler.client.AgentClient;
import dev.orbit.reconciler.client.AgentException;
import dev.orbit.reconciler.migrate.MigrationWatch;
import dev.orbit.reconciler.migrate.TopicProgress;
import dev.orbit.reconciler.text.ProblemText;
import dev.orbit.reconciler.text.ProgressText;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Follows migrations to their end, through restarts of agents, and for no longer than they can take. */
final class MigrationWait {

    private static final int POLL_MS = 500;
    /** Lines about lag alone come no more often than this. */
    private static final int LAG_LINES_MS = 5_000;
    /** How long no agent may answer. */
    private static final int SILENCE_MAX_MS = 60_000;
    /** What a rollback may take after the timeout. */
    private static final int GRACE_MS = 60_000;

    private final Terminal terminal;
    private final AgentClient client;
    private final MigrationWatch watch;
    private final boolean json;
    private final Map<String, String> printed = new HashMap<>();
    private long elapsedMs;
    private long answeredAtMs;
    private long lagLinesAtMs;

    MigrationWait(Terminal terminal, AgentClient client, MigrationWatch watch, boolean json) {
        this.terminal = terminal;
        this.client = client;
        this.watch = watch;
        this.json = json;
    }

    /**
     * Returns when all topics are at their end, or the time in which they must be is over.
     *
     * @param timeoutSeconds of the migrations; null: the default
     */
    List<TopicProgress> await(List<String> topics, @Nullable Integer timeoutSeconds) {
        int seconds = timeoutSeconds == null ? InitiateRequest.MIGRATION_TIMEOUT_SECONDS_DEFAULT : timeoutSeconds;
        long deadlineMs = seconds * 1_000L + GRACE_MS;
        InterruptNotice notice = InterruptNotice.of(terminal, goesOn(topics));
        try {
            return follow(topics, deadlineMs);
        } finally {
            notice.withdraw();
        }
    }

    private List<TopicProgress> follow(List<String> topics, long deadlineMs) {
        while (true) {
            Optional<Snapshot> now = read();
            if (now.isPresent()) {
                List<TopicProgress> progress = watch.progress(topics, now.get());
                print(progress);
                if (progress.stream().allMatch(TopicProgress::isOver)) {
                    return progress;
                }
            }
            if (elapsedMs >= deadlineMs) {
                throw CommandException.of(overdue(deadlineMs));
            }
            if (!terminal.pauses().pause(POLL_MS)) {
                throw CommandException.of(new Problem("interrupted", "Interrupted.", null, goesOn(topics)));
            }
            elapsedMs += POLL_MS;
        }
    }

    private static String goesOn(List<String> topics) {
        String names = topics.stream().map(Shell::quote).collect(Collectors.joining(" "));
        return "The migration goes on in the cluster. To look at it, type: orbit status. To roll it back, type: orbit"
                + " abort --topic " + names;
    }

    private static Problem overdue(long deadlineMs) {
        return new Problem(
                "migration_overdue",
                "After " + deadlineMs / 1_000 + " s some topics are neither COMPLETE nor rolled back.",
                null,
                "Look at orbit status and at the agents' log.");
    }

    /** Agents may restart meanwhile: that is no reason to give up at once. */
    private Optional<Snapshot> read() {
        try {
            Snapshot snapshot = client.snapshot();
            answeredAtMs = elapsedMs;
            return Optional.of(snapshot);
        } catch (AgentException e) {
            boolean passing = e.status() == AgentException.NO_STATUS || e.status() == 503;
            if (!passing || elapsedMs - answeredAtMs >= SILENCE_MAX_MS) {
                throw e;
            }
            if (elapsedMs == answeredAtMs) {
                terminal.printError(
                        ProblemText.warning(terminal.paint(), "", e.problems().get(0)));
            }
            return Optional.empty();
        }
    }

    private void print(List<TopicProgress> progress) {
        boolean lagLines = elapsedMs - lagLinesAtMs >= LAG_LINES_MS;
        if (lagLines) {
            lagLinesAtMs = elapsedMs;
        }
        for (TopicProgress topic : progress) {
            String line = ProgressText.line(terminal.paint(), topic);
            String before = printed.get(topic.topic());
            boolean worthIt = topic.isOver() || lagLines || before == null;
            if (worthIt && !line.equals(before)) {
                printed.put(topic.topic(), line);
                printLine(line);
            }
        }
    }

    /** Standard output is the JSON's alone. */
    private void printLine(String line) {
        if (json) {
            terminal.printError(line + "\n");
        } else {
            terminal.print(line + "\n");
        }
    }
}
