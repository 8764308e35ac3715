// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.reconciler.apply.PlanRefusedException;
import dev.orbit.reconciler.apply.Reconciler;
import dev.orbit.reconciler.documents.LinkDocument;
import dev.orbit.reconciler.text.PlanText;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code orbit plan}: what apply would do, checked by the agents against the live clusters. */
@Command(name = "plan", description = "Show what apply would change. Exit code 0: nothing, 2: something, 1: an error.")
final class PlanCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private DocumentArguments documents = new DocumentArguments();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    PlanCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Output output = new Output(terminal, json.json);
        List<LinkDocument> loaded = documents.loadValid(output);
        Reconciler.Proposal proposal = propose(loaded);
        if (json.json) {
            output.json(PlanReport.of(proposal.plan(), proposal.consequences()));
        } else {
            terminal.print(new PlanText(terminal.paint())
                    .plan(
                            proposal.plan(),
                            proposal.consequences(),
                            "orbit apply " + connection.typed() + documents.typed()));
        }
        return proposal.plan().isEmpty() ? ExitCode.DONE : ExitCode.CHANGES;
    }

    private Reconciler.Proposal propose(List<LinkDocument> loaded) {
        try {
            return new Reconciler(connection.client(terminal)).propose(DocumentArguments.desired(loaded));
        } catch (PlanRefusedException e) {
            throw DocumentArguments.refusal(e, loaded);
        }
    }
}
