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

    private static final String OWN = "dev.orbit.";

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
                    command.getErr().println("orbit: " + told(failure));
                    return 1;
                })
                .setExitCodeExceptionMapper(failure -> 1)
                .execute(arguments);
    }

    /** What Orbit found out itself is told in its words; else the kind of a failure may be all there is to it. */
    static String told(Throwable failure) {
        String message = failure.getMessage();
        if (message != null && isOrbits(failure)) {
            return message;
        }
        StringBuilder told = new StringBuilder(failure.toString());
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            told.append("; caused by ").append(cause);
        }
        return told.toString();
    }

    private static boolean isOrbits(Throwable failure) {
        StackTraceElement[] from = failure.getStackTrace();
        return failure.getClass().getName().startsWith(OWN)
                || (from.length > 0 && from[0].getClassName().startsWith(OWN));
    }
}
