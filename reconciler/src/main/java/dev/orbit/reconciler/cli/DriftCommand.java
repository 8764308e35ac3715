// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.reconciler.apply.Reconciler;
import dev.orbit.reconciler.plan.Consequences;
import dev.orbit.reconciler.plan.Plan;
import dev.orbit.reconciler.text.PlanText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code orbit drift}: what is there and not as declared. */
@Command(
        name = "drift",
        description = "Show where what is there differs from the documents. Exit code 0: nowhere, 2: somewhere, 1: an"
                + " error.")
final class DriftCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private DocumentArguments documents = new DocumentArguments();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    DriftCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Output output = new Output(terminal, json.json);
        Plan plan = new Reconciler(connection.client(terminal))
                .compare(DocumentArguments.desired(documents.loadValid(output)));
        if (json.json) {
            output.json(PlanReport.of(plan, Consequences.NONE));
        } else {
            terminal.print(
                    new PlanText(terminal.paint()).drift(plan, "orbit plan " + connection.typed() + documents.typed()));
        }
        return plan.isEmpty() ? ExitCode.DONE : ExitCode.CHANGES;
    }
}
