// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent;

import dev.orbit.agent.quickstart.QuickstartCommand;
import dev.orbit.agent.soak.SoakCommand;
import dev.orbit.agent.verify.command.VerifyCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program of the launcher's commands that need a broker. */
@Command(
        name = "orbit",
        description = "Moves a running Apache Kafka estate to another Kafka cluster without stopping it.",
        subcommands = {AgentCommand.class, QuickstartCommand.class, SoakCommand.class, VerifyCommand.class},
        mixinStandardHelpOptions = true)
public final class AgentMain {

    private AgentMain() {}

    /** Runs a command; the process ends with its exit code. */
    public static void main(String[] arguments) {
        // brokers leave threads behind that would keep the process alive
        System.exit(run(arguments));
    }

    /** Runs a command and returns its exit code; wrong usage is an error like any other: 1. */
    public static int run(String... arguments) {
        return new CommandLine(new AgentMain())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr()
                            .println("orbit: " + (failure.getMessage() == null ? failure : failure.getMessage()));
                    return 1;
                })
                .setExitCodeExceptionMapper(failure -> 1)
                .execute(arguments);
    }
}
