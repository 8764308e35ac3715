// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.reconciler.client.AgentClient;
import dev.orbit.schemas.FailoverRequest;
import dev.orbit.schemas.FailoverResponse;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicProblem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code orbit failover}: open topics without their source. */
@Command(
        name = "failover",
        description =
                "Open mirror topics at the destination as they are, without their source: for a source that is gone. What"
                        + " it has beyond the mirror is left behind, transactions that are open are aborted, and there is"
                        + " no way back. Ends when the topics are open, with what each left behind, as far as anybody"
                        + " knows.")
final class FailoverCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private TopicSelection selection = new TopicSelection();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--dry-run", description = "Show which topics would be opened, and touch none.")
    private boolean dryRun;

    @Option(
            names = "--accept-data-loss",
            description = "Give up what the source has beyond the mirror; nothing is opened without it.")
    private boolean acceptDataLoss;

    @Mixin
    private JsonOption json = new JsonOption();

    FailoverCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * What {@code failover --json} prints.
     *
     * @param failovers what each topic left behind; null with {@code --dry-run}
     */
    private record Report(
            List<String> failingOver,
            List<TopicProblem> errors,
            @Nullable List<Opened> failovers) {}

    private record Opened(String topic, Snapshot.Failover failover) {}

    @Override
    public Integer call() {
        if (!dryRun && !acceptDataLoss) {
            throw CommandException.of(new Problem(
                    "data_loss_not_accepted",
                    "A failover gives up what the source has beyond what is mirrored, and cannot be undone.",
                    "--accept-data-loss",
                    "Look with --dry-run which topics it is about, then give --accept-data-loss."));
        }
        AgentClient client = connection.client(terminal);
        FailoverResponse response = client.failover(new FailoverRequest(
                selection.link(), selection.topics(), selection.topicRegex(), dryRun, acceptDataLoss));
        if (!json.json) {
            print(response, client);
        }
        List<Snapshot.Topic> opened = dryRun || response.failingOver().isEmpty()
                ? List.of()
                : await(new FailoverWait(terminal, client, response.failingOver(), json.json), response);
        if (json.json) {
            new Output(terminal, true).json(report(response, dryRun ? null : opened));
        } else {
            opened.forEach(topic -> terminal.print(FailoverText.of(terminal.paint(), topic)));
        }
        return response.errors().isEmpty() ? ExitCode.DONE : ExitCode.ERROR;
    }

    private static List<Snapshot.Topic> await(FailoverWait failovers, FailoverResponse response) {
        try {
            return failovers.await();
        } catch (CommandException e) {
            throw e.after(report(response, failovers.opened()));
        }
    }

    private static Report report(FailoverResponse response, @Nullable List<Snapshot.Topic> opened) {
        return new Report(response.failingOver(), response.errors(), opened == null ? null : failovers(opened));
    }

    /** What is known to be left behind; what the source took since it was last heard comes on top. */
    private static String lag(Snapshot.Topic topic) {
        Long lag = topic.offsetLag();
        return lag == null
                ? "; how far it is behind its source is not known"
                : ", " + lag + " behind its source when that was last heard";
    }

    private static List<Opened> failovers(List<Snapshot.Topic> opened) {
        return opened.stream()
                .map(topic -> new Opened(topic.topic(), Objects.requireNonNull(topic.failover())))
                .toList();
    }

    private void print(FailoverResponse response, AgentClient client) {
        Map<String, String> lags = new HashMap<>();
        if (dryRun && !response.failingOver().isEmpty()) {
            client.snapshot().topics().forEach(topic -> lags.put(topic.topic(), lag(topic)));
        }
        response.failingOver()
                .forEach(topic -> terminal.print(topic
                        + (dryRun ? ": would be opened" + lags.getOrDefault(topic, "") : ": failing over") + "\n"));
        if (response.failingOver().isEmpty() && response.errors().isEmpty()) {
            terminal.print("Nothing to open: no mirror topic is selected that is not COMPLETE.\n");
        }
        Refusals.print(terminal, response.errors());
    }
}
