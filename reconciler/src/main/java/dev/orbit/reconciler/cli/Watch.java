// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.reconciler.client.AgentException;
import dev.orbit.reconciler.text.ProblemText;
import dev.orbit.schemas.Problem;
import java.util.List;

/** Looks again and again until it is interrupted or nobody reads it any more, over agents that do not answer for a while. */
final class Watch {

    private final Terminal terminal;
    private final boolean json;
    private List<Problem> told = List.of();

    Watch(Terminal terminal, boolean json) {
        this.terminal = terminal;
        this.json = json;
    }

    /**
     * Returns when it is interrupted, or what it prints goes nowhere any more, as into {@code head}.
     *
     * @param look asks the agents and prints
     * @throws AgentException when they refuse to answer, which does not pass
     */
    void every(int intervalMs, Runnable look) {
        InterruptEnd end = InterruptEnd.begin();
        try {
            do {
                look(look);
            } while (!terminal.out().checkError() && terminal.pauses().pause(intervalMs));
        } finally {
            end.withdraw();
        }
    }

    private void look(Runnable look) {
        try {
            look.run();
            told = List.of();
        } catch (AgentException e) {
            if (e.status() >= 400 && e.status() < 500) {
                throw e;
            }
            tell(e.problems());
        }
    }

    /** Once, for as long as it is the same. */
    private void tell(List<Problem> problems) {
        if (problems.equals(told)) {
            return;
        }
        told = problems;
        if (json) {
            new Output(terminal, true).errors(problems.stream().map(Finding::of).toList());
        } else {
            problems.forEach(problem -> terminal.printError(ProblemText.warning(terminal.paint(), "", problem)));
        }
    }

    /** Whoever watches ends it with Ctrl-C: that is no error. */
    private static final class InterruptEnd {
        private final Thread hook = new Thread(() -> Runtime.getRuntime().halt(ExitCode.DONE), "interrupt-end");

        private static InterruptEnd begin() {
            InterruptEnd end = new InterruptEnd();
            Runtime.getRuntime().addShutdownHook(end.hook);
            return end;
        }

        private void withdraw() {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // the process is ending already, as is wanted
            }
        }
    }
}
