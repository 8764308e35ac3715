// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.quickstart;

import dev.orbit.agent.lab.Teardown;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code orbit quickstart}. Exit code 0 only if nothing was lost, duplicated or misplaced. */
@Command(
        name = "quickstart",
        description =
                "Moves two live topics from a stock Kafka broker to an Orbit agent, on this machine, and judges it.",
        mixinStandardHelpOptions = true)
public final class QuickstartCommand implements Callable<Integer> {

    @Option(names = "--keep", description = "Leave the source, the agent and their directory when it is over.")
    private boolean keep;

    @Override
    public Integer call() {
        Progress progress = new Progress(System.out);
        try (Teardown teardown = Teardown.atExitAtTheLatest()) {
            Quickstart.Outcome outcome;
            try {
                OrbitHome home = OrbitHome.find();
                outcome = new Quickstart(stage -> declaration(home, stage, progress), teardown, progress).run();
            } catch (RuntimeException e) {
                return failed(teardown, e);
            }
            System.out.printf("%n%s%n", outcome.report().table());
            System.out.println(outcome.report().isFlawless() ? "Moved without a flaw." : "NOT FLAWLESS: see above.");
            tellHowToLookFurther(outcome);
            if (keep) {
                outcome.stage().release();
                teardown.release();
            } else {
                progress.step(
                        "stopping everything and removing " + outcome.stage().directory());
            }
            return outcome.report().isFlawless() ? 0 : 1;
        }
    }

    private static Declaration declaration(OrbitHome home, Stage stage, Progress progress) {
        return TerraformDeclaration.isAvailable()
                ? TerraformDeclaration.prepare(home, stage, progress)
                : YamlDeclaration.prepare(home, stage, Quickstart.TOPICS, progress);
    }

    private static int failed(Teardown teardown, RuntimeException failure) {
        // After Ctrl-C everything fails, and nobody wants to read it.
        if (!teardown.isClosed()) {
            System.err.println("The quickstart failed: " + failure.getMessage());
            if (failure.getCause() != null) {
                System.err.println("  because of " + failure.getCause());
            }
        }
        return 1;
    }

    private void tellHowToLookFurther(Quickstart.Outcome outcome) {
        if (!keep) {
            System.out.println("To look further: ./orbit quickstart --keep leaves everything running and says how.");
            return;
        }
        Stage stage = outcome.stage();
        System.out.printf(
                """

                Everything is still running; nothing is written any more.
                  state of the topics  ./orbit status --endpoint %s
                  what is declared     %s
                  source broker        %s, log %s
                  agent                %s, log %s
                  stop and remove      %s
                """,
                stage.agent().endpoint(),
                outcome.declaration().lookAgain(),
                stage.source().bootstrapServers(),
                stage.source().logFile(),
                stage.agent().bootstrapServers(),
                stage.agent().logFile(),
                stage.stopCommand());
    }
}
