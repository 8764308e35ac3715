// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.reconciler.client.AgentClient;
import dev.orbit.reconciler.migrate.MigrationWatch;
import dev.orbit.reconciler.migrate.TopicProgress;
import dev.orbit.schemas.InitiateRequest;
import dev.orbit.schemas.InitiateResponse;
import dev.orbit.schemas.TopicProblem;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code orbit migrate}: cut topics over. */
@Command(
        name = "migrate",
        description =
                "Cut topics in PROXY over to the destination. COMPLETE is final; until then orbit abort goes back.")
final class MigrateCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private TopicSelection selection = new TopicSelection();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--dry-run", description = "Show which topics would start, and start none.")
    private boolean dryRun;

    @Option(names = "--wait", description = "Follow the topics until each is COMPLETE or rolled back.")
    private boolean wait;

    @Option(names = "--atomic", description = "Have the topics flip together: all of them, or none.")
    private boolean atomic;

    @Option(
            names = "--max-time-lag-seconds",
            paramLabel = "N",
            description = "Refuse topics that are further behind (default: 180).")
    private @Nullable Integer maxTimeLagSeconds;

    @Option(
            names = "--max-offset-lag",
            paramLabel = "N",
            description = "Refuse topics that are behind by more records, instead of by time (default: unused).")
    private @Nullable Long maxOffsetLag;

    @Option(
            names = "--migration-timeout-seconds",
            paramLabel = "N",
            description = "Roll a topic back that is still MIGRATING after this (default: 300).")
    private @Nullable Integer migrationTimeoutSeconds;

    @Mixin
    private JsonOption json = new JsonOption();

    MigrateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * What {@code migrate --json} prints.
     *
     * @param outcomes how each topic ended; null without {@code --wait}
     */
    private record Report(
            List<String> initiated,
            List<TopicProblem> errors,
            @Nullable List<Outcome> outcomes) {}

    /** @param outcome {@code complete}, {@code rolled_back}, {@code gone} or, when waiting ended first, {@code running} */
    private record Outcome(
            String topic, String outcome, @Nullable String reason) {
        private static Outcome of(TopicProgress progress) {
            return new Outcome(progress.topic(), progress.outcome().name().toLowerCase(Locale.ROOT), progress.reason());
        }
    }

    @Override
    public Integer call() {
        InitiateRequest request = request();
        AgentClient client = connection.client(terminal);
        boolean waits = wait && !dryRun;
        MigrationWatch watch = waits ? new MigrationWatch(client.snapshot()) : null;
        InitiateResponse response = client.initiate(request);
        if (!json.json) {
            print(response);
        }
        List<TopicProgress> ends = watch == null || response.initiated().isEmpty()
                ? List.of()
                : await(new MigrationWait(terminal, client, watch, response.initiated(), json.json), response);
        if (json.json) {
            new Output(terminal, true).json(report(response, waits ? ends : null));
        }
        boolean allComplete = ends.stream().allMatch(end -> end.outcome() == TopicProgress.Outcome.COMPLETE);
        return response.errors().isEmpty() && allComplete ? ExitCode.DONE : ExitCode.ERROR;
    }

    private List<TopicProgress> await(MigrationWait migrations, InitiateResponse response) {
        try {
            return migrations.await(migrationTimeoutSeconds);
        } catch (CommandException e) {
            throw e.after(report(response, migrations.last()));
        }
    }

    private static Report report(InitiateResponse response, @Nullable List<TopicProgress> ends) {
        List<Outcome> outcomes =
                ends == null ? null : ends.stream().map(Outcome::of).toList();
        return new Report(response.initiated(), response.errors(), outcomes);
    }

    private InitiateRequest request() {
        return new InitiateRequest(
                selection.link(),
                selection.topics(),
                selection.topicRegex(),
                dryRun,
                maxTimeLagSeconds,
                maxOffsetLag,
                migrationTimeoutSeconds,
                atomic ? Boolean.TRUE : null);
    }

    private void print(InitiateResponse response) {
        response.initiated().forEach(topic -> terminal.print(topic + (dryRun ? ": would start\n" : ": MIGRATING\n")));
        if (response.initiated().isEmpty() && response.errors().isEmpty()) {
            terminal.print("Nothing to start: no selected topic is in PROXY.\n");
        }
        Refusals.print(terminal, response.errors());
        if (!dryRun && !wait && !response.initiated().isEmpty()) {
            terminal.print("To follow them, type: orbit status --watch\n");
        }
    }
}
