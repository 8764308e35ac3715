// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.reconciler.client.AgentClient;
import dev.orbit.reconciler.migrate.MigrationWatch;
import dev.orbit.reconciler.migrate.TopicProgress;
import dev.orbit.reconciler.text.ProgressText;
import dev.orbit.schemas.FirstFew;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Follows migrations to their end. */
final class MigrationWait {

    /** Lines about lag alone come no more often than this. */
    private static final int LAG_LINES_MS = 5_000;
    /** What a rollback may take after the timeout. */
    private static final int GRACE_MS = 60_000;

    private final Terminal terminal;
    private final MigrationWatch watch;
    private final List<String> topics;
    private final boolean json;
    private final PatientPoll poll;
    private final Map<String, String> printed = new HashMap<>();
    private long lagLinesAtMs;
    private List<TopicProgress> last = List.of();

    MigrationWait(Terminal terminal, AgentClient client, MigrationWatch watch, List<String> topics, boolean json) {
        this.terminal = terminal;
        this.watch = watch;
        this.topics = topics;
        this.json = json;
        this.poll = new PatientPoll(terminal, client, goesOn(topics));
    }

    /**
     * Returns when all topics are at their end, or the time in which they must be is over.
     *
     * @param timeoutSeconds of the migrations; null: the default
     */
    List<TopicProgress> await(@Nullable Integer timeoutSeconds) {
        int seconds = timeoutSeconds == null ? InitiateRequest.MIGRATION_TIMEOUT_SECONDS_DEFAULT : timeoutSeconds;
        return poll.await(this::ends, seconds * 1_000L + GRACE_MS, this::overdue);
    }

    /** How the topics fared when that was last seen; empty where it never was. */
    List<TopicProgress> last() {
        return last;
    }

    private Optional<List<TopicProgress>> ends(Snapshot now) {
        last = watch.progress(topics, now);
        print(last);
        return last.stream().allMatch(TopicProgress::isOver) ? Optional.of(last) : Optional.empty();
    }

    private static String goesOn(List<String> topics) {
        String names = topics.stream().map(Shell::quote).collect(Collectors.joining(" "));
        return "The migration goes on in the cluster. To look at it, type: orbit status. To roll it back, type: orbit"
                + " abort --topic " + names;
    }

    private Problem overdue(long seconds) {
        List<String> going = topics.stream()
                .filter(name -> last.stream().noneMatch(topic -> topic.topic().equals(name) && topic.isOver()))
                .toList();
        return new Problem(
                "migration_overdue",
                "After " + seconds + " s some topics are neither COMPLETE nor rolled back: " + FirstFew.of(going, ", ")
                        + ".",
                null,
                "Look at orbit status and at the agents' log.");
    }

    private void print(List<TopicProgress> progress) {
        long nowMs = poll.elapsedMs();
        boolean lagLines = nowMs - lagLinesAtMs >= LAG_LINES_MS;
        if (lagLines) {
            lagLinesAtMs = nowMs;
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
