// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.reconciler.client.AgentException;
import dev.orbit.schemas.Problem;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code orbit} command: all that needs no Kafka broker in the process. */
@Command(
        name = "orbit",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Moves a running Apache Kafka estate to another Kafka cluster without stopping it.",
        footer = {
            "",
            "Further commands, each with its own --help: agent, quickstart, verify, soak, install-provider, provider.",
            "Exit codes: 0 nothing to do or done, 2 changes or drift, 1 any error.",
            "An error ends with its code in brackets; docs/errors.md says of each what to do."
        })
public final class OrbitCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private OrbitCommand() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        // libraries log through slf4j; here nobody reads logs, and its word that none are kept is not for users
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        System.exit(run(args, Terminal.ofProcess()));
    }

    static int run(String[] args, Terminal terminal) {
        Output output = new Output(terminal, Arrays.asList(args).contains(JsonOption.NAME));
        CommandLine command = new CommandLine(new OrbitCommand())
                .addSubcommand(new ValidateCommand(terminal))
                .addSubcommand(new PlanCommand(terminal))
                .addSubcommand(new ApplyCommand(terminal))
                .addSubcommand(new DriftCommand(terminal))
                .addSubcommand(new StatusCommand(terminal))
                .addSubcommand(new EventsCommand(terminal))
                .addSubcommand(new DiagnosticsCommand(terminal))
                .addSubcommand(new MigrateCommand(terminal))
                .addSubcommand(new AbortCommand(terminal))
                .addSubcommand(new FailoverCommand(terminal))
                .addSubcommand(new ResyncCommand(terminal))
                .addSubcommand(new ImportCommand(terminal));
        command.getSubcommands().values().forEach(sub -> sub.getCommandSpec().addOption(helpOption()));
        command.setOut(terminal.out());
        command.setErr(terminal.err());
        command.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        command.setExpandAtFiles(false);
        command.setParameterExceptionHandler(
                (e, ignored) -> fail(output, CommandException.ofFindings(List.of(usage(e)))));
        command.setExecutionExceptionHandler((e, ignored, parsed) -> fail(output, told(e, terminal)));
        return command.execute(args);
    }

    private static OptionSpec helpOption() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build();
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "No command is given.");
    }

    private static int fail(Output output, CommandException e) {
        output.errors(e.findings(), e.done());
        return ExitCode.ERROR;
    }

    private static Finding usage(ParameterException e) {
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        return Finding.of(
                new Problem("usage", String.valueOf(e.getMessage()), null, "For help, type: " + name + " --help"));
    }

    private static CommandException told(Exception e, Terminal terminal) {
        if (e instanceof CommandException command) {
            return command;
        }
        if (e instanceof AgentException agent) {
            return CommandException.of(agent);
        }
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        terminal.printError(trace.toString());
        return CommandException.of(new Problem(
                "internal_error",
                "This is a fault of Orbit itself: " + e + ".",
                null,
                "Please report it with the lines that were printed above."));
    }
}
