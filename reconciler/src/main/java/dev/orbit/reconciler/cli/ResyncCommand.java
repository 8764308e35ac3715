// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.reconciler.client.AgentClient;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.ResyncRequest;
import dev.orbit.schemas.ResyncResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code orbit resync}: make mirror topics anew that cannot be mended otherwise. */
@Command(
        name = "resync",
        description =
                "Delete mirror topics at the destination and mirror them anew, from where their mapping starts now:"
                        + " for topics that are STALE, DIVERGED or FAILED. Until it is mirrored again readers do without the"
                        + " topic; consumer groups lose their commits on it at the destination.")
final class ResyncCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private TopicSelection selection = new TopicSelection();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--dry-run", description = "Show which topics would be made anew, and touch none.")
    private boolean dryRun;

    @Option(names = "--force", description = "Also topics that nothing is wrong with.")
    private boolean force;

    @Option(
            names = {"--yes", "--auto-approve"},
            description = "Do not ask.")
    private boolean autoApprove;

    @Mixin
    private JsonOption json = new JsonOption();

    ResyncCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (!dryRun && !autoApprove && (json.json || !terminal.isInteractive())) {
            throw CommandException.of(new Problem(
                    "approval_needed",
                    "Nobody can be asked: " + (json.json ? "--json is given." : "this is not a terminal."),
                    "--yes",
                    "Look at what would be deleted with --dry-run, then give --yes."));
        }
        AgentClient client = connection.client(terminal);
        if (!dryRun && !autoApprove) {
            approve(client.resync(request(true)));
        }
        ResyncResponse response = client.resync(request(dryRun));
        if (json.json) {
            new Output(terminal, true).json(response);
        } else {
            print(response);
        }
        return response.errors().isEmpty() ? ExitCode.DONE : ExitCode.ERROR;
    }

    private ResyncRequest request(boolean isTrial) {
        return new ResyncRequest(selection.link(), selection.topics(), selection.topicRegex(), isTrial, force);
    }

    /** Nobody is asked about nothing. */
    private void approve(ResyncResponse plan) {
        if (plan.resyncing().isEmpty()) {
            return;
        }
        plan.resyncing()
                .forEach(topic -> terminal.print(topic + ": is deleted at the destination, and mirrored anew\n"));
        terminal.print("Consumer groups lose their commits on what is deleted.\n");
        if (!terminal.asks("Delete " + count(plan) + "?")) {
            throw CommandException.of(
                    new Problem("not_approved", "Nothing was changed.", null, "Type yes in full to have it done."));
        }
    }

    private static String count(ResyncResponse plan) {
        int count = plan.resyncing().size();
        return count == 1 ? "this topic" : "these " + count + " topics";
    }

    private void print(ResyncResponse response) {
        response.resyncing()
                .forEach(topic -> terminal.print(topic + (dryRun ? ": would be made anew\n" : ": is made anew\n")));
        if (response.resyncing().isEmpty() && response.errors().isEmpty()) {
            terminal.print("Nothing to resync: no mirror topic is selected.\n");
        }
        Refusals.print(terminal, response.errors());
        if (!dryRun && !response.resyncing().isEmpty()) {
            terminal.print("To follow them, type: orbit status --watch\n");
        }
    }
}
