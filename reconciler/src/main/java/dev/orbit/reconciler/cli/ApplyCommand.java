// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.orbit.reconciler.apply.AppliedUnseenException;
import dev.orbit.reconciler.apply.PlanRefusedException;
import dev.orbit.reconciler.apply.Reconciler;
import dev.orbit.reconciler.apply.Reconciler.Proposal;
import dev.orbit.reconciler.diff.DesiredLink;
import dev.orbit.reconciler.diff.Differ;
import dev.orbit.reconciler.documents.LinkDocument;
import dev.orbit.reconciler.text.PlanText;
import dev.orbit.reconciler.text.StatusText;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.StatusReport;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code orbit apply}: plan, ask, carry out as one batch, observe again. */
@Command(
        name = "apply",
        description = "Make what is there as the documents say: all of it or nothing. A topic mapping that a document"
                + " does not have is deleted from its link; links that no document describes are left alone.")
final class ApplyCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private DocumentArguments documents = new DocumentArguments();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--auto-approve", description = "Do not ask.")
    private boolean autoApprove;

    @Mixin
    private JsonOption json = new JsonOption();

    ApplyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * What {@code apply --json} prints.
     *
     * @param status null when the changes were made and nothing could be read any more
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Report(PlanReport plan, @Nullable StatusReport status) {}

    @Override
    public Integer call() {
        if (!autoApprove && (json.json || !terminal.isInteractive())) {
            throw CommandException.of(new Problem(
                    "approval_needed",
                    "Nobody can be asked: " + (json.json ? "--json is given." : "this is not a terminal."),
                    "--auto-approve",
                    "Review the changes with orbit plan, then give --auto-approve."));
        }
        Output output = new Output(terminal, json.json);
        List<LinkDocument> loaded = documents.loadValid(output);
        try {
            return apply(loaded, new Reconciler(connection.client(terminal)), output);
        } catch (PlanRefusedException e) {
            throw DocumentArguments.refusal(e, loaded);
        }
    }

    private int apply(List<LinkDocument> loaded, Reconciler reconciler, Output output) {
        List<DesiredLink> desired = DocumentArguments.desired(loaded);
        Proposal proposal = reconciler.propose(desired);
        if (!json.json) {
            terminal.print(new PlanText(terminal.paint()).plan(proposal.plan(), proposal.consequences(), ""));
        }
        if (!proposal.plan().isEmpty() && !isApproved()) {
            throw CommandException.of(new Problem(
                    "not_approved", "Nothing was changed.", null, "Type yes in full to have the changes made."));
        }
        Snapshot after = carryOut(proposal, reconciler);
        Report report =
                new Report(PlanReport.of(proposal.plan(), proposal.consequences()), StatusReports.of(after, null));
        checkConverged(desired, after, report);
        print(proposal, report, output);
        return ExitCode.DONE;
    }

    private Snapshot carryOut(Proposal proposal, Reconciler reconciler) {
        try {
            return reconciler.apply(proposal.plan());
        } catch (AppliedUnseenException e) {
            Problem problem = e.problem();
            String look = " Then look with: orbit drift " + connection.typed() + documents.typed();
            throw CommandException.of(
                            new Problem(problem.code(), problem.message(), problem.field(), problem.remedy() + look))
                    .after(new Report(PlanReport.of(proposal.plan(), proposal.consequences()), null));
        }
    }

    private boolean isApproved() {
        if (autoApprove) {
            return true;
        }
        return terminal.asks("Make these changes?");
    }

    private static void checkConverged(List<DesiredLink> desired, Snapshot after, Report report) {
        long differing = Differ.diff(desired, after).changes().size();
        if (differing > 0) {
            throw CommandException.of(new Problem(
                            "still_different",
                            "The changes were made, and yet " + differing + " documents differ from what is there now.",
                            null,
                            "Someone else is writing too: look with orbit drift, and agree on who applies."))
                    .after(report);
        }
    }

    private void print(Proposal proposal, Report report, Output output) {
        StatusReport status = report.status();
        if (json.json) {
            output.json(report);
        } else if (!proposal.plan().isEmpty() && status != null) {
            terminal.print(new PlanText(terminal.paint()).applied(proposal.plan()) + "\n"
                    + new StatusText(terminal.paint()).status(status));
        }
    }
}
