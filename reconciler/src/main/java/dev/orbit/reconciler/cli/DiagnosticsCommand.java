// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.reconciler.text.DiagnosticsText;
import dev.orbit.schemas.Diagnostic;
import dev.orbit.schemas.DiagnosticsResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code orbit diagnostics}: what needs somebody's attention now. */
@Command(
        name = "diagnostics",
        description = {
            "Show what needs somebody's attention now: records that are written past Orbit, and what ACLs in shadow would"
                    + " refuse."
        },
        footer = {"", "When each began and ended is among: orbit events"})
final class DiagnosticsCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(names = "--topic", arity = "1..*", paramLabel = "TOPIC", description = "Of these alone (default: all).")
    private List<String> topics = new ArrayList<>();

    @Option(names = "--link", paramLabel = "NAME", description = "Of the topics of this link alone (default: all).")
    private @Nullable String link;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    DiagnosticsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        List<Diagnostic> found = connection.client(terminal).diagnostics().diagnostics().stream()
                .filter(diagnostic ->
                        topics.isEmpty() || diagnostic.topics().stream().anyMatch(topics::contains))
                .filter(diagnostic -> link == null || link.equals(diagnostic.link()))
                .toList();
        if (json.json) {
            new Output(terminal, true).json(new DiagnosticsResponse(found));
        } else {
            terminal.print(DiagnosticsText.of(found));
        }
        return ExitCode.DONE;
    }
}
